// Which Chromium the browser tests use. The order: CHROMIUM_PATH, Playwright's own, the system's, then an install.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** Path of a Chromium that is there, or null. */
export async function findChromium() {
  const named = process.env.CHROMIUM_PATH
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which does not exist`)
    return named
  }
  const own = await playwrightChromium()
  if (own !== null && existsSync(own)) return own
  return SYSTEM.find((path) => existsSync(path)) ?? null
}

/** Installs a Chromium: Playwright's own where it can be downloaded, else Debian's. */
export async function installChromium() {
  console.log('Installing a Chromium for the browser tests …')
  const download = spawnSync('npx', ['playwright', 'install', 'chromium'], {
    stdio: 'inherit',
    timeout: 240_000,
    shell: process.platform === 'win32',
  })
  if (download.status === 0) {
    const own = await playwrightChromium()
    if (own !== null && existsSync(own)) return own
  }
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    spawnSync('apt-get', ['update'], { stdio: 'inherit' })
    spawnSync('apt-get', ['install', '-y', 'chromium', 'fonts-noto-cjk'], {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    const found = SYSTEM.find((path) => existsSync(path))
    if (found !== undefined) return found
  }
  throw new Error(
    'No Chromium found and none could be installed. Install one (on Debian: sudo apt-get install chromium), or name one in CHROMIUM_PATH.',
  )
}

async function playwrightChromium() {
  try {
    const { chromium } = await import('playwright')
    return chromium.executablePath()
  } catch {
    return null
  }
}
