// `npm run bench:export`: trains many small models, takes each along, and runs the PyTorch script of each where a Python
// with torch is found (PYTHON names another than python3).
import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = mkdtempSync(join(tmpdir(), 'soundcheck-export-'))
const here = fileURLToPath(new URL('.', import.meta.url))
function run(command, ...words) {
  const { status } = spawnSync(command, words, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
run(process.execPath, join(here, 'run.mjs'), 'export', folder)
run(process.env.PYTHON ?? 'python3', join(here, 'export', 'reload-all.py'), folder)
