// Installs what is missing, with Node's own modules only: packages, and with --browser a Chromium.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)

const installed = 'node_modules/.package-lock.json'
const stale = !existsSync(installed) || statSync(installed).mtimeMs < statSync('package-lock.json').mtimeMs
if (stale) {
  console.log('Installing packages (npm ci) …')
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (result.status !== 0) process.exit(result.status ?? 1)
}

if (process.argv.includes('--browser')) {
  const { findChromium, installChromium } = await import('./chromium.mjs')
  const path = (await findChromium()) ?? (await installChromium())
  console.log(`Chromium: ${path}`)
}
