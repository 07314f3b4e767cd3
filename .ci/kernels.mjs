// Compiles src/compile/wasm/kernels.as.ts by AssemblyScript and hands it to the bundle as base64, once for each source.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ID = 'virtual:soundcheck-kernels'
const source = fileURLToPath(new URL('../src/compile/wasm/kernels.as.ts', import.meta.url))
const cache = fileURLToPath(new URL('../node_modules/.cache/kernels', import.meta.url))
const FLAGS = ['-O3', '--runtime', 'stub', '--enable', 'simd', '--importMemory', '--noAssert']

/** The binary, from the cache where this source was compiled before. */
async function binary() {
  const text = readFileSync(source, 'utf8')
  const key = createHash('sha256').update(FLAGS.join(' ')).update(text).digest('hex').slice(0, 24)
  const path = join(cache, `${key}.wasm`)
  if (existsSync(path)) return readFileSync(path)
  const asc = await import('assemblyscript/asc')
  const files = new Map()
  const { error, stderr } = await asc.main(['kernels.as.ts', '-o', 'kernels.wasm', ...FLAGS], {
    readFile: (name) => (name === 'kernels.as.ts' ? text : null),
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
      this.addWatchFile?.(source)
      return `export default ${JSON.stringify((await binary()).toString('base64'))}`
    },
  }
}
