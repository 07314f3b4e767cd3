// Compiles src/compile/wasm/kernels by AssemblyScript and hands them to the bundle as base64, once for each source.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ID = 'virtual:soundcheck-kernels'
const folder = fileURLToPath(new URL('../src/compile/wasm/kernels/', import.meta.url))
const cache = fileURLToPath(new URL('../node_modules/.cache/kernels', import.meta.url))
const FLAGS = '-O3 --runtime stub --importMemory --noAssert --sharedMemory --maximumMemory 65536'.split(' ')
const FEATURES = { simd: ['simd', 'threads'], relaxed: ['simd', 'threads', 'relaxed-simd'] }

/** One binary, from the cache where these sources were compiled before. */
async function binary(features) {
  const flags = [...FLAGS, ...features.flatMap((name) => ['--enable', name])]
  const sources = new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  )
  const hash = createHash('sha256').update(flags.join(' '))
  for (const [name, text] of sources) hash.update(name).update(text)
  const path = join(cache, `${hash.digest('hex').slice(0, 24)}.wasm`)
  if (existsSync(path)) return readFileSync(path)
  const asc = await import('assemblyscript/asc')
  const files = new Map()
  const { error, stderr } = await asc.main(['program.as.ts', '-o', 'kernels.wasm', ...flags], {
    readFile: (name) => sources.get(name) ?? null,
    writeFile: (name, contents) => files.set(name, contents),
    listFiles: () => [],
  })
  const bytes = files.get('kernels.wasm')
  if (error !== null || bytes === undefined) throw new Error(`AssemblyScript: ${error?.message}\n${stderr}`)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.${process.pid}`, bytes)
  renameSync(`${path}.${process.pid}`, path)
  return Buffer.from(bytes)
}

/** The Vite plugin of page, worker, tests and command line alike. */
export function kernels() {
  return {
    name: 'soundcheck-kernels',
    resolveId: (id) => (id === ID ? `\0${ID}` : null),
    async load(id) {
      if (id !== `\0${ID}`) return null
      for (const name of readdirSync(folder)) this.addWatchFile?.(join(folder, name))
      const compiled = Object.entries(FEATURES).map(async ([name, features]) => [
        name,
        (await binary(features)).toString('base64'),
      ])
      return `export default ${JSON.stringify(Object.fromEntries(await Promise.all(compiled)))}`
    },
  }
}
