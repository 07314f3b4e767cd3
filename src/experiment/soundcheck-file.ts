import { strFromU8, strToU8, unzipSync, type Zippable, zipSync } from 'fflate'
import { fail, issue, ok, type Result } from '../core/result.ts'
import { z } from './checked.ts'

/** Largest file that is opened, and largest manifest within one. */
const LARGEST_FILE = 256 << 20
const LARGEST_MANIFEST = 1 << 20
const MANIFEST = 'manifest.json'
const VERSION = 1

/** `manifest.json` of a `.soundcheck` file: what it is, and the link by which it is opened. */
const manifest = z.object({
  format: z.literal('soundcheck'),
  version: z.int().check(z.positive()),
  kind: z.literal('experiment'),
  app: z.string().check(z.maxLength(40)),
  link: z.string().check(z.maxLength(64 * 1024)),
  contains: z.object({
    runs: z.int().check(z.nonnegative()),
    weights: z.int().check(z.nonnegative()),
    /** Whether any row of a dataset is in the file, in whatever form. */
    rows: z.boolean(),
    /** Archives of weights that hold test rows as the model reads them, with labels and scenes. */
    testVectors: z.exactOptional(z.int().check(z.nonnegative())),
    /** Runs whose weights were asked for and were not at hand, by the names of their files. */
    withoutWeights: z.exactOptional(z.array(z.string())),
  }),
})
export type FileManifest = Omit<z.infer<typeof manifest>, 'format' | 'version' | 'kind'>

/** A file to take along. */
export interface Entry {
  readonly name: string
  readonly content: string | Uint8Array
}

/** An experiment as a file: the recipe as a link, and whatever was made of it. */
export function soundcheckFile(told: FileManifest, entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  const own = { format: 'soundcheck', version: VERSION, kind: 'experiment', ...told }
  const files: Zippable = { [MANIFEST]: strToU8(JSON.stringify(own, null, 1)) }
  for (const { name, content } of entries) {
    const isPacked = typeof content !== 'string'
    files[name] = [isPacked ? content : strToU8(content), { level: isPacked ? 0 : 6 }]
  }
  return zipSync(files)
}

/** What a `.soundcheck` file says of itself; nothing else of it is unpacked. */
export function readSoundcheckFile(bytes: Uint8Array): Result<FileManifest> {
  if (bytes.length > LARGEST_FILE) return fail([issue('file', 'file.tooLarge', { most: LARGEST_FILE >> 20 })])
  let packed: Uint8Array | undefined
  try {
    const filter = ({
      name,
      originalSize,
    }: {
      readonly name: string
      readonly originalSize: number
    }): boolean => name === MANIFEST && originalSize <= LARGEST_MANIFEST
    packed = unzipSync(bytes, { filter })[MANIFEST]
  } catch {
    return fail([issue('file', 'file.damaged')])
  }
  if (packed === undefined) return fail([issue('file', 'file.noManifest')])
  let told: unknown
  try {
    told = JSON.parse(strFromU8(packed))
  } catch {
    return fail([issue('file', 'file.damaged')])
  }
  const parsed = manifest.safeParse(told)
  if (!parsed.success) {
    const [first] = parsed.error.issues
    return fail([issue(`file ${first?.path.join('.') ?? ''}`.trim(), 'file.notAnExperiment')])
  }
  if (parsed.data.version > VERSION) return fail([issue('file', 'file.newer')])
  const { app, link, contains } = parsed.data
  return ok({ app, link, contains })
}
