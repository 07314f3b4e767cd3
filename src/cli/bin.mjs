#!/usr/bin/env node
// Runs the command line from a checkout: builds dist-cli when it is missing or older than the sources.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const main = join(root, 'dist-cli/main.js')

const timeOf = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

function newest(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((latest, entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return Math.max(latest, newest(path))
    return /\.test\.tsx?$/.test(entry.name) ? latest : Math.max(latest, timeOf(path))
  }, 0)
}

function isStale() {
  const built = timeOf(main)
  return built < newest(join(root, 'src')) || built < timeOf(join(root, 'package-lock.json'))
}

/** Builds beside the place and moves the folder there, so that another process never meets half a build. */
function build() {
  const folder = join(root, `node_modules/.cache/soundcheck-cli-${process.pid}`)
  mkdirSync(folder, { recursive: true })
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const args = [
    'build',
    '-c',
    join(root, 'src/cli/vite.config.ts'),
    '--outDir',
    folder,
    '--logLevel',
    'error',
  ]
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, ...args], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status !== 0) {
    process.stderr.write(`${stdout}${stderr}`)
    rmSync(folder, { recursive: true, force: true })
    process.exit(1)
  }
  rmSync(join(root, 'dist-cli'), { recursive: true, force: true })
  try {
    renameSync(folder, join(root, 'dist-cli'))
  } catch (error) {
    // Another process of the same sources was first.
    rmSync(folder, { recursive: true, force: true })
    if (isStale()) throw error
  }
}

if (isStale()) build()
await import(pathToFileURL(main).href)
