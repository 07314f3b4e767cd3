import { readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright/test'
import { build } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))
const BASE = '/engine/'
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
}
const HTML = '<!doctype html><title>engine</title><script type="module" src="page.js"></script>'
/** Memory shared by threads, and a clock of microseconds. */
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

/** Builds a script with the product's own settings and opens a page that holds nothing but it. */
export async function openEngine(page: Page, script: string): Promise<void> {
  await buildEngine(script)
  await openBuilt(page, script)
}

const outDirOf = (script: string): string => join(root, 'node_modules/.cache/engine', script)

export async function buildEngine(script: string): Promise<void> {
  await build({
    configFile: join(root, 'vite.config.ts'),
    root,
    base: BASE,
    logLevel: 'error',
    publicDir: false,
    build: {
      outDir: outDirOf(script),
      emptyOutDir: true,
      minify: false,
      rolldownOptions: { input: join(root, script), output: { entryFileNames: 'page.js' } },
    },
  })
}

/** Opens a page of a script that was built. */
export async function openBuilt(page: Page, script: string): Promise<void> {
  const outDir = outDirOf(script)
  await page.route(`**${BASE}**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice(BASE.length)
    const body = name === '' ? HTML : readFileSync(join(outDir, name))
    return route.fulfill({
      body,
      headers: { 'Content-Type': TYPES[extname(name || '.html')] ?? 'text/html', ...ISOLATION },
    })
  })
  await page.goto(BASE)
  await page.waitForFunction(() => 'engine' in window)
}
