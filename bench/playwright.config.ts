import { defineConfig } from 'playwright/test'
import base, { webgpu } from '../e2e/playwright.config.ts'

const WITH_WEBGPU = /(launches|ablation)\.bench\.ts/

/** The benchmarks that need a browser, by name; nothing here runs with the tests. */
export default defineConfig({
  ...base,
  testDir: '.',
  testMatch: '*.bench.ts',
  outputDir: '../node_modules/.cache/bench',
  workers: 1,
  timeout: 1_800_000,
  reporter: 'line',
  use: { ...base.use, actionTimeout: 30_000 },
  projects: [
    { name: 'wasm', testIgnore: WITH_WEBGPU },
    { name: 'webgpu', testMatch: WITH_WEBGPU, use: webgpu },
  ],
})
