import { strFromU8, strToU8, unzipSync, Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import { sha256Hex } from '../core/hash.ts'
import { fail, type Issue, issue, ok, type Result, warning } from '../core/result.ts'
import { z } from '../experiment/checked.ts'

/** Newest version of an archive's layout. */
const FORMAT = 1
const MANIFEST = 'manifest.json'
const COMPARISON = 'comparison.bin'
/** Parts and bytes of a file that is opened at all. */
const MOST_PARTS = 50_000
const MOST_BYTES = 4 * 2 ** 30

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

/** What an archive holds; a part that is missing or damaged is told by name and left out, and no other with it. */
export function readArchive(
  bytes: Uint8Array,
): Result<{ readonly archive: Archive; readonly issues: readonly Issue[] }> {
  const parts = unzipped(bytes)
  if (parts === null) return fail([issue('archive', 'archive.noZip')])
  const manifest = manifestOf(parts[MANIFEST])
  if (!manifest.ok) return manifest
  const issues: Issue[] = []

  function whole({ path, sha256 }: z.infer<typeof PART>, name: string): Uint8Array<ArrayBuffer> | null {
    const found = parts === null ? undefined : parts[path]
    if (found !== undefined && sha256Hex(found) === sha256) return found
    issues.push(warning(name, 'archive.damagedPart', { name }))
    return null
  }

  const { comparison, runs, datasets } = manifest.value
  const archive: Archive = {
    comparison: comparison === null ? null : whole(comparison, 'comparison'),
    runs: runs.flatMap((run) => {
      const own = whole(run, run.id)
      return own === null ? [] : [{ id: run.id, bytes: own }]
    }),
    // Their hash is in their passport: who puts them on the device reads it.
    datasets: datasets.flatMap(({ id, name, columns, passport }) => {
      const [own, said] = [parts[columns], parts[passport]]
      if (own !== undefined && said !== undefined) return [{ id, name, columns: own, passport: said }]
      issues.push(warning(name, 'archive.damagedPart', { name }))
      return []
    }),
  }
  return ok({ archive, issues })
}

type Parts = Readonly<Record<string, Uint8Array<ArrayBuffer> | undefined>>

/** Null where it is no zip, or one that would fill the memory. */
function unzipped(bytes: Uint8Array): Parts | null {
  let [count, size] = [0, 0]
  try {
    return unzipSync(bytes, {
      filter({ originalSize }) {
        count++
        size += originalSize
        if (count > MOST_PARTS || size > MOST_BYTES) throw new Error('too large')
        return true
      },
    }) as Parts
  } catch {
    return null
  }
}

function manifestOf(bytes: Uint8Array | undefined): Result<Manifest> {
  if (bytes === undefined) return fail([issue('archive', 'archive.noManifest')])
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
