// `node bench/run.mjs <name>` builds bench/<name>/entry.ts as the command line is built, and runs it.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const [name, ...words] = process.argv.slice(2)
process.env.BENCH = name
await build({ configFile: join(root, 'bench/vite.config.ts'), logLevel: 'error' })
const { status } = spawnSync(process.execPath, [join(root, 'dist-bench', name, 'entry.js'), ...words], {
  stdio: 'inherit',
})
process.exitCode = status ?? 1
