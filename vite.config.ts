import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'
import { firstLoad } from './.ci/first-load.mjs'
import { kernels } from './.ci/kernels.mjs'
import { HEADERS, ISOLATION, POLICY_TAG } from './src/offline/headers.ts'

/**
 * The service worker: it keeps every file of the build, so that all works without a network after one visit, and gives
 * each response the headers that a plain host does not send. `src/offline` registers it.
 */
const offline = VitePWA({
  strategies: 'injectManifest',
  srcDir: 'src/offline',
  filename: 'sw.ts',
  injectRegister: false,
  manifest: false,
  injectManifest: {
    globPatterns: ['**/*.{js,css,html,svg,png,wasm,json,webmanifest}'],
    maximumFileSizeToCacheInBytes: 4e6,
    rollupFormat: 'iife',
  },
})

/** A build's page carries its policy before anything that it loads; the development server writes scripts into the page. */
const policy: Plugin = { name: 'soundcheck-policy', apply: 'build', transformIndexHtml: () => [POLICY_TAG] }

/** The worker's packages, named so that a cold development server does not find them in the middle of a run. */
const workerPackages = [
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-core/dist/register_all_gradients',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-webgl',
  '@tensorflow/tfjs-backend-webgpu',
  'hyparquet',
  'fflate',
]

const core = createRequire(import.meta.url)
  .resolve('@tensorflow/tfjs-core')
  .replace(/tf-core\.node\.js$/, 'index.js')

const { version }: { readonly version: string } = JSON.parse(
  readFileSync(new URL('package.json', import.meta.url), 'utf8'),
)

/** Bytes of script, by brotli, that the page starts with at most: 3 % above what it does. */
const MOST_AT_START = 200_000

export default defineConfig({
  base: './',
  define: { SOUNDCHECK_VERSION: JSON.stringify(version) },
  // The core of tfjs alone: layers, data and converter would triple the bundle.
  resolve: { alias: [{ find: /^@tensorflow\/tfjs$/, replacement: '@tensorflow/tfjs-core' }] },
  plugins: [react(), kernels(), policy, firstLoad(MOST_AT_START), offline],
  worker: { format: 'es', plugins: () => [kernels()], rolldownOptions: { output: { comments: false } } },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] } } },
  },
  optimizeDeps: { include: workerPackages },
  server: { port: 5173, headers: ISOLATION },
  preview: { port: 4173, headers: HEADERS },
  test: {
    // One worker a core: the default leaves one free for watching.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Pure code: a fresh world for each file would only cost time.
          isolate: false,
          include: ['src/**/*.test.{ts,tsx}'],
          exclude: ['src/**/*.numeric.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        resolve: {
          alias: [
            { find: /^@tensorflow\/tfjs$/, replacement: core },
            { find: /^@tensorflow\/tfjs-core$/, replacement: core },
          ],
        },
        test: {
          name: 'numeric',
          // Each file sets its backend; a fresh tfjs for each would cost more than a fifth of the time.
          isolate: false,
          include: ['src/**/*.numeric.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          server: { deps: { inline: [/@tensorflow/] } },
        },
      },
    ],
  },
})
