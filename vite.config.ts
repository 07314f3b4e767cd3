import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { kernels } from './.ci/kernels.mjs'

const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** Memory shared by threads needs a page that shares its process with no other site. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

/** The worker's packages, named so that a cold development server does not find them in the middle of a run. */
const workerPackages = [
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-core/dist/register_all_gradients',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-webgl',
  '@tensorflow/tfjs-backend-webgpu',
  'papaparse',
  'fflate',
]

const core = createRequire(import.meta.url)
  .resolve('@tensorflow/tfjs-core')
  .replace(/tf-core\.node\.js$/, 'index.js')

const { version }: { readonly version: string } = JSON.parse(
  readFileSync(new URL('package.json', import.meta.url), 'utf8'),
)

export default defineConfig({
  base: './',
  define: { SOUNDCHECK_VERSION: JSON.stringify(version) },
  // The core of tfjs alone: layers, data and converter would triple the bundle.
  resolve: { alias: [{ find: /^@tensorflow\/tfjs$/, replacement: '@tensorflow/tfjs-core' }] },
  plugins: [react(), kernels()],
  worker: { format: 'es', plugins: () => [kernels()], rolldownOptions: { output: { comments: false } } },
  build: { target: 'es2023', assetsInlineLimit: 0, chunkSizeWarningLimit: 1200 },
  optimizeDeps: { include: workerPackages },
  server: { port: 5173, headers: isolation },
  preview: { port: 4173, headers: { 'Content-Security-Policy': policy, ...isolation } },
  test: {
    // One worker a core: the default leaves one free for watching.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
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
          include: ['src/**/*.numeric.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          server: { deps: { inline: [/@tensorflow/] } },
        },
      },
    ],
  },
})
