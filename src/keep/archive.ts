import { strFromU8, strToU8, Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import { sha256Hex } from '../core/hash.ts'
import { fail, type Issue, issue, ok, type Result, warning } from '../core/result.ts'
import { z } from '../experiment/checked.ts'
import { entryBlob, type ZipEntry, zipEntries } from '../ingest/zip.ts'

/** Newest version of an archive's layout. */
const FORMAT = 1
const MANIFEST = 'manifest.json'
const COMPARISON = 'comparison.bin'
/** Bytes, unpacked, of a file that is opened at all. */
const MOST_BYTES = 2 * 2 ** 30

/** Everything of a device, or what could be read of it. */
export interface Archive {
  /** As its record; null without one. */
  readonly comparison: Uint8Array<ArrayBuffer> | null
  /** Records of runs, each under its name. */
  readonly runs: readonly { readonly id: string; readonly bytes: Uint8Array<ArrayBuffer> }[]
  readonly datasets: readonly ArchivedDataset[]
}
export interface ArchivedDataset {
  readonly id: string
  readonly name: string
  readonly columns: Uint8Array<ArrayBuffer>
  readonly passport: Uint8Array<ArrayBuffer>
}

const PART = z.object({ path: z.string(), sha256: z.string() })
const MANIFEST_SHAPE = z.object({
  kind: z.literal('archive'),
  format: z.int(),
  app: z.string(),
  comparison: z.nullable(PART),
  runs: z.array(z.extend(PART, { id: z.string() })),
  datasets: z.array(
    z.object({ id: z.string(), name: z.string(), columns: z.string(), passport: z.string() }),
  ),
})
type Manifest = z.infer<typeof MANIFEST_SHAPE>

/** One file of all parts, the manifest first. `breathe` between parts: the page goes on. */
export async function packArchive(
  { comparison, runs, datasets }: Archive,
  app: string,
  breathe: () => Promise<void>,
): Promise<readonly Uint8Array<ArrayBuffer>[]> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error
    chunks.push(new Uint8Array(chunk))
  })
  function add(path: string, bytes: Uint8Array, isPacked: boolean): void {
    const part = isPacked ? new ZipDeflate(path, { level: 1 }) : new ZipPassThrough(path)
    zip.add(part)
    part.push(bytes, true)
  }
  const partOf = (path: string, bytes: Uint8Array) => ({ path, sha256: sha256Hex(bytes) })
  const manifest: Manifest = {
    kind: 'archive',
    format: FORMAT,
    app,
    comparison: comparison === null ? null : partOf(COMPARISON, comparison),
    runs: runs.map(({ id, bytes }, i) => ({ id, ...partOf(`runs/${i}.bin`, bytes) })),
    datasets: datasets.map(({ id, name }) => ({
      id,
      name,
      columns: `datasets/${id}.columns`,
      passport: `datasets/${id}.passport`,
    })),
  }
  add(MANIFEST, strToU8(JSON.stringify(manifest, null, 1)), true)
  if (comparison !== null) add(COMPARISON, comparison, true)
  for (const [i, { bytes }] of runs.entries()) {
    add(`runs/${i}.bin`, bytes, true)
    await breathe()
  }
  // Columns hardly shrink, and would hold the page for long.
  for (const { id, columns, passport } of datasets) {
    add(`datasets/${id}.passport`, passport, true)
    add(`datasets/${id}.columns`, columns, false)
    await breathe()
  }
  zip.end()
  return chunks
}

/**
 * What an archive holds; a part that is missing or damaged is told by name and left out, and no other with it. The file is
 * unpacked part by part, off the page's thread, and no further than its directory says and fits the memory.
 */
export async function readArchive(
  file: Blob,
): Promise<Result<{ readonly archive: Archive; readonly issues: readonly Issue[] }>> {
  const found = await zipEntries(file)
  if (!found.ok) return fail([issue('archive', 'archive.noZip')])
  const size = found.value.reduce((sum, { bytes }) => sum + bytes, 0)
  if (size > MOST_BYTES) return fail([issue('archive', 'archive.tooLarge', { limit: MOST_BYTES / 2 ** 30 })])
  const entries = new Map(found.value.map((entry) => [entry.name, entry] as const))
  const part = async (path: string): Promise<Uint8Array<ArrayBuffer> | null> => {
    const entry = entries.get(path)
    return entry === undefined ? null : unpacked(file, entry)
  }
  const manifest = manifestOf(await part(MANIFEST))
  if (!manifest.ok) return manifest
  const issues: Issue[] = []

  async function whole(
    { path, sha256 }: z.infer<typeof PART>,
    name: string,
  ): Promise<Uint8Array<ArrayBuffer> | null> {
    const own = await part(path)
    if (own !== null && sha256Hex(own) === sha256) return own
    issues.push(warning(name, 'archive.damagedPart', { name }))
    return null
  }

  const { comparison, runs, datasets } = manifest.value
  const archive = {
    comparison: comparison === null ? null : await whole(comparison, 'comparison'),
    runs: [] as Archive['runs'][number][],
    datasets: [] as ArchivedDataset[],
  }
  for (const run of runs) {
    const bytes = await whole(run, run.id)
    if (bytes !== null) archive.runs.push({ id: run.id, bytes })
  }
  // Their hash is in what is said of them: who puts them on the device reads it.
  for (const { id, name, ...paths } of datasets) {
    const [columns, passport] = [await part(paths.columns), await part(paths.passport)]
    if (columns !== null && passport !== null) archive.datasets.push({ id, name, columns, passport })
    else issues.push(warning(name, 'archive.damagedPart', { name }))
  }
  return ok({ archive, issues })
}

/** A part; null where it is damaged or not as long as the directory says, of which no more is unpacked. */
async function unpacked(file: Blob, entry: ZipEntry): Promise<Uint8Array<ArrayBuffer> | null> {
  const stream = await entryBlob(file, entry)
  if (!stream.ok) return null
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  const reader = (stream.value() as ReadableStream<Uint8Array<ArrayBuffer>>).getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      size += next.value.length
      chunks.push(next.value)
      if (size > entry.bytes) break
    }
  } catch (error) {
    // What is no deflated stream is an error of this kind in every browser.
    if (error instanceof TypeError) return null
    throw error
  }
  if (size !== entry.bytes) {
    await reader.cancel()
    return null
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer())
}

function manifestOf(bytes: Uint8Array | null): Result<Manifest> {
  if (bytes === null) return fail([issue('archive', 'archive.noManifest')])
  let value: unknown
  try {
    value = JSON.parse(strFromU8(bytes))
  } catch {
    return fail([issue('archive', 'archive.noManifest')])
  }
  const { kind, format } = (value ?? {}) as { readonly kind?: unknown; readonly format?: unknown }
  if (kind !== 'archive') return fail([issue('archive', 'archive.otherKind', { kind: String(kind) })])
  if (typeof format === 'number' && format > FORMAT) {
    return fail([issue('archive', 'stored.newer', { version: format, newest: FORMAT })])
  }
  const parsed = MANIFEST_SHAPE.safeParse(value)
  return parsed.success ? ok(parsed.data) : fail([issue('archive', 'archive.noManifest')])
}
