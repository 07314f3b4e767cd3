import { fileURLToPath } from 'node:url'
import { defineConfig } from 'playwright/test'
import { findChromium } from '../.ci/chromium.mjs'

const executablePath = await findChromium()
if (executablePath === null) throw new Error('no Chromium: run `npm test`, which installs one')

const quiet = ['--disable-background-networking', '--disable-component-update', '--no-first-run']
const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
const port = 4317
const launchOptions = { executablePath, args: [...sandbox, ...quiet] }
/** With WebGPU, on the software adapter that Chromium brings along. */
export const webgpu = {
  launchOptions: {
    executablePath,
    args: [...launchOptions.args, '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
  },
}
const ON_WEBGPU = 'webgpu*.e2e.ts'
/** What is held against a clock, or counts what a device can do, has the machine to itself. */
const TIMED = /(backend|hidden|keep|results-link)\.e2e\.ts/

export default defineConfig({
  testDir: '.',
  testMatch: '*.e2e.ts',
  outputDir: '../node_modules/.cache/e2e',
  fullyParallel: false,
  workers: 2,
  // Some tests hold a bound by the clock, and a machine may be busy; what needed its second try is named at the end.
  retries: 1,
  timeout: 240_000,
  expect: { timeout: 30_000 },
  use: {
    baseURL: `http://localhost:${port}/`,
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
    launchOptions,
    // What is kept for use offline is fetched by the tests of it alone.
    serviceWorkers: 'block',
  },
  projects: [
    { name: 'wasm', testIgnore: [ON_WEBGPU, TIMED] },
    { name: 'timed', testMatch: TIMED, workers: 1, dependencies: ['wasm'] },
    { name: 'webgpu', testMatch: ON_WEBGPU, use: webgpu, workers: 1, dependencies: ['timed'] },
  ],
  webServer: {
    command: `npx --no-install vite preview --port ${port} --strictPort`,
    url: `http://localhost:${port}/`,
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    reuseExistingServer: false,
  },
})
