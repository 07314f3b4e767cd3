import { createReadStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { BUILTIN_SAMPLE, generateWorld, worldCsv, worldGroups, worldTruth } from '../core/data/synth.ts'
import { fail, issue, type Result } from '../core/result.ts'
import { SAMPLE_ID } from '../experiment/defaults.ts'
import { type ReadCsv, readCsv } from '../ingest/read-csv.ts'
import { tell } from './output.ts'

/** Least time between two lines of progress, in milliseconds. */
const REPORT = 500

/** Reads a file as a stream, telling of progress on stderr. */
export async function readData(path: string): Promise<Result<ReadCsv>> {
  const size = sizeOf(path)
  if (size === null) return fail([issue('--data', 'cli.noFileThere', { path })])
  let last = performance.now()
  const read = await readCsv(streamOf(path), basename(path), {
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
  const read = await readCsv(new Blob([worldCsv(world)]).stream(), SAMPLE_ID)
  if (read === null || !read.ok) throw new Error(`the sample cannot be read: ${JSON.stringify(read)}`)
  return {
    ...read.value,
    dataset: { ...read.value.dataset, truth: worldTruth(world), planted: worldGroups(world) },
  }
}

/** Bytes in a file; null when there is none to read. */
function sizeOf(path: string): number | null {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat?.isFile() === true ? stat.size : null
}

/** Node's own web stream, under the type that browsers have. */
function streamOf(path: string): globalThis.ReadableStream<Uint8Array> {
  return Readable.toWeb(
    createReadStream(path, { highWaterMark: 1 << 18 }),
  ) as globalThis.ReadableStream<Uint8Array>
}
