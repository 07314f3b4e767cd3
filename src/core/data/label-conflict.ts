import type { EncodedDataset } from './encoded.ts'

/** How two groups of labels want the same weights to move, [n, n] row-major each. */
export interface LabelConflict {
  /** Cosine of the two gradients: −1 where what speaks for one label speaks against the other. NaN where one is 0. */
  readonly cosines: Float32Array
  /** The largest cosine between a half of the one's rows and a half of the other's; NaN for fewer than 30 rows a half. */
  readonly least: Float32Array
}

/** Rows that a half needs to say something. */
const LEAST_ROWS = 30

/**
 * Of scenes. The gradient of scene s, at the model that knows each scene's base rate alone, on one weight for each value v
 * of each field but users and scenes, and for each task t:
 *   g_s[t, v] = Σ over train rows of s with v of (y_t − ȳ_s,t).
 * Base rates are taken out, so that a scene with fewer positives is in no conflict with one that has more. Null for one
 * scene.
 */
export function sceneLabelConflict(encoded: EncodedDataset): LabelConflict | null {
  const { sceneNames, sceneIds, tasks, splits } = encoded
  if (sceneNames.length < 2) return null
  const all = tasks.map((_, t) => t)
  const halves = sceneNames.map((_, scene) => {
    const rows = splits.train.filter((row) => sceneIds[row] === scene)
    return halvesOf(rows).map((half) => ({ rows: half.length, gradient: gradient(encoded, half, all, rows) }))
  })
  return conflictOf(halves, () => true)
}

/** Of tasks, over all scenes likewise; one task's half is held against the other half of the rows. Null for one task. */
export function taskLabelConflict(encoded: EncodedDataset): LabelConflict | null {
  const { tasks, splits } = encoded
  if (tasks.length < 2) return null
  const rows = halvesOf(splits.train)
  const halves = tasks.map((_, t) =>
    rows.map((half) => ({ rows: half.length, gradient: gradient(encoded, half, [t], splits.train) })),
  )
  return conflictOf(halves, (one, other) => one !== other)
}

interface Half {
  readonly rows: number
  readonly gradient: Float64Array
}

const halvesOf = (rows: Uint32Array): readonly Uint32Array[] =>
  [0, 1].map((half) => rows.filter((_, i) => i % 2 === half))

/** Over some of the rows; base rates are those of `all`. */
function gradient(
  encoded: EncodedDataset,
  rows: Uint32Array,
  tasks: readonly number[],
  all: Uint32Array,
): Float64Array {
  const { fields, ids, labels } = encoded
  const labelOf = (row: number, t: number): number => labels[row * encoded.tasks.length + t] as number
  const read = fields.flatMap(({ kind }, f) => (kind === 'user' || kind === 'scene' ? [] : [f]))
  const offsets: number[] = []
  let width = 0
  for (const f of read) {
    offsets.push(width)
    width += fields[f]?.vocabSize ?? 0
  }
  const found = new Float64Array(width * tasks.length)
  for (const [at, t] of tasks.entries()) {
    let sum = 0
    for (const row of all) sum += labelOf(row, t)
    const mean = sum / Math.max(1, all.length)
    for (const row of rows) {
      const residual = labelOf(row, t) - mean
      for (const [i, f] of read.entries()) {
        const place = at * width + (offsets[i] as number) + (ids[row * fields.length + f] as number)
        found[place] = (found[place] as number) + residual
      }
    }
  }
  return found
}

function conflictOf(
  halves: readonly (readonly Half[])[],
  isHeld: (half: number, other: number) => boolean,
): LabelConflict {
  const wholes = halves.map(([a, b]) =>
    (a?.gradient ?? new Float64Array(0)).map((g, i) => g + (b?.gradient[i] ?? 0)),
  )
  const pairs = (of: (one: number, other: number) => number): Float32Array =>
    Float32Array.from({ length: halves.length ** 2 }, (_, at) =>
      of(Math.floor(at / halves.length), at % halves.length),
    )
  const least = (one: number, other: number): number =>
    Math.max(
      ...(halves[one] ?? []).flatMap((own, i) =>
        (halves[other] ?? []).flatMap((their, j) => {
          if (!isHeld(i, j)) return []
          return [
            Math.min(own.rows, their.rows) < LEAST_ROWS ? Number.NaN : cosine(own.gradient, their.gradient),
          ]
        }),
      ),
    )
  return {
    cosines: pairs((one, other) => cosine(wholes[one] as Float64Array, wholes[other] as Float64Array)),
    least: pairs(least),
  }
}

function cosine(a: Float64Array, b: Float64Array): number {
  let [product, squareA, squareB] = [0, 0, 0]
  for (const [i, x] of a.entries()) {
    const y = b[i] as number
    product += x * y
    squareA += x * x
    squareB += y * y
  }
  return product / Math.sqrt(squareA * squareB)
}
