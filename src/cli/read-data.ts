import { openAsBlob, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Dataset } from '../core/data/dataset.ts'
import { BUILTIN_SAMPLE, generateWorld, worldCsv, worldGroups, worldTruth } from '../core/data/synth.ts'
import { type WorldRecipe, worldName } from '../core/data/worlds/settings.ts'
import { plantedGroups, tableCsv } from '../core/data/worlds/table.ts'
import { drawWorld } from '../core/data/worlds/world.ts'
import { fail, issue, type Result } from '../core/result.ts'
import { SAMPLE_ID } from '../experiment/defaults.ts'
import { type ReadCsv, readCsv } from '../ingest/read-csv.ts'
import { readTable } from '../ingest/read-table.ts'
import { tell } from './output.ts'

/** Least time between two lines of progress, in milliseconds. */
const REPORT = 500

/** Reads all rows of a file as a stream, telling of progress on stderr. */
export async function readData(path: string): Promise<Result<ReadCsv>> {
  const size = sizeOf(path)
  if (size === null) return fail([issue('--data', 'cli.noFileThere', { path })])
  let last = performance.now()
  const read = await readTable(await openAsBlob(path), basename(path), {
    amount: { kind: 'all' },
    onProgress: ({ bytes, rows }) => {
      if (performance.now() - last < REPORT) return
      last = performance.now()
      tell({ type: 'reading', bytes, totalBytes: size, rows })
    },
  })
  if (read === null) throw new Error('reading was stopped, and nothing stops it')
  return read
}

/** The built-in sample by the same way as a file, with its truth beside it. */
export async function readSample(): Promise<ReadCsv> {
  const world = generateWorld(BUILTIN_SAMPLE)
  return readGenerated(SAMPLE_ID, worldCsv(world), { truth: worldTruth(world), planted: worldGroups(world) })
}

/** A generated world, likewise. */
export async function readWorld(recipe: WorldRecipe): Promise<ReadCsv> {
  const table = drawWorld(recipe)
  return readGenerated(worldName(recipe), tableCsv(table), { truth: table.truth, ...plantedGroups(table) })
}

async function readGenerated(
  name: string,
  csv: string,
  known: Pick<Dataset, 'truth' | 'planted'>,
): Promise<ReadCsv> {
  const read = await readCsv(new Blob([csv]).stream(), name)
  if (read === null || !read.ok) throw new Error(`${name} cannot be read: ${JSON.stringify(read)}`)
  return { ...read.value, dataset: { ...read.value.dataset, ...known } }
}

/** Bytes in a file; null when there is none to read. */
function sizeOf(path: string): number | null {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat?.isFile() === true ? stat.size : null
}
