// `npm start`: builds the app when the build is missing or older than its sources, then serves it.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, preview } from 'vite'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

const sources = ['src', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'].filter(existsSync)
const built = existsSync('dist/index.html') ? statSync('dist/index.html').mtimeMs : 0
if (built < Math.max(...sources.map(newest))) {
  console.log('Building …')
  await build({ logLevel: 'warn' })
}
const port = Number(process.env.PORT ?? 4173)
const server = await preview({ preview: { port, strictPort: process.env.PORT !== undefined } })
const address = server.resolvedUrls?.local[0] ?? `http://localhost:${port}/`
console.log(`\nSoundcheck is at ${address}\nStop it with Ctrl+C.`)
