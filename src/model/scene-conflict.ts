import type { EncodedDataset } from '../core/data/encoded.ts'
import { stream } from '../core/rng.ts'
import type { Pull, Stepper } from './stepper.ts'

/** How the scenes' rows pull, each on batches of train rows of that scene alone; [S, S] each. */
export interface SceneConflict {
  /** cos(g_s, g_r) on what all share: below 0 where a step that helps one scene hurts the other. NaN without a gradient. */
  readonly cosines: Float32Array
  /**
   * The same between one half of each scene's rows and one of the other's: the largest of the four. NaN where a half has
   * fewer than 16 rows. Where even this is below 0, chance in the rows is no explanation.
   */
  readonly least: Float32Array
  /** ‖g‖ of scene s's rows on the weights that serve scene r alone; empty where none do. */
  readonly reach: Float32Array
}

/** Rows that a half needs to say something. */
const LEAST_ROWS = 16

/** The rows are the same in every run of one dataset, split and batch size. Costs two backward passes for each scene. */
export async function sceneConflict(
  encoded: EncodedDataset,
  stepper: Pick<Stepper, 'pull' | 'batchSize'>,
): Promise<SceneConflict> {
  const scenes = encoded.sceneNames.length
  const halves: (readonly Half[])[] = []
  for (let scene = 0; scene < scenes; scene++) {
    const rows = rowsOf(encoded, scene, 2 * stepper.batchSize)
    const middle = Math.ceil(rows.length / 2)
    const own: Half[] = []
    for (const half of [rows.subarray(0, middle), rows.subarray(middle)])
      own.push({ rows: half.length, ...(half.length === 0 ? NOTHING : await stepper.pull(half)) })
    halves.push(own)
  }
  const wholes = halves.map(wholeOf)
  const pairs = (of: (s: number, r: number) => number): Float32Array =>
    Float32Array.from({ length: scenes * scenes }, (_, at) => of(Math.floor(at / scenes), at % scenes))
  return {
    cosines: pairs((s, r) => cosine(wholes[s]?.shared ?? NONE, wholes[r]?.shared ?? NONE)),
    least: pairs((s, r) => leastContrary(halves[s] ?? [], halves[r] ?? [])),
    reach: wholes.every(({ own }) => own.length === 0)
      ? NONE
      : pairs((s, r) => Math.sqrt(wholes[s]?.own[r] ?? 0)),
  }
}

interface Half extends Pull {
  readonly rows: number
}
const NONE = new Float32Array(0)
const NOTHING: Pull = { shared: NONE, own: NONE }

/** The gradient of both halves together, by their rows; the squares are added: they are 0 where both are. */
function wholeOf(halves: readonly Half[]): Pull {
  const given = halves.filter(({ rows }) => rows > 0)
  const total = given.reduce((sum, { rows }) => sum + rows, 0)
  const add = (of: (half: Half) => Float32Array, weight: (half: Half) => number): Float32Array =>
    Float32Array.from(given[0] === undefined ? NONE : of(given[0]), (_, i) =>
      given.reduce((sum, half) => sum + weight(half) * (of(half)[i] as number), 0),
    )
  return {
    shared: add(
      ({ shared }) => shared,
      ({ rows }) => rows / total,
    ),
    own: add(
      ({ own }) => own,
      () => 1,
    ),
  }
}

function leastContrary(some: readonly Half[], others: readonly Half[]): number {
  const cosines = some.flatMap((one) =>
    others.map((other) =>
      Math.min(one.rows, other.rows) < LEAST_ROWS ? Number.NaN : cosine(one.shared, other.shared),
    ),
  )
  return cosines.length === 0 ? Number.NaN : Math.max(...cosines)
}

function rowsOf({ splits, sceneIds }: EncodedDataset, scene: number, most: number): Uint32Array {
  const own = splits.train.filter((row) => sceneIds[row] === scene)
  const order = stream(0, `scene-rows/${scene}`).permutation(own.length)
  return Uint32Array.from(order.subarray(0, most), (i) => own[i] as number)
}

/** a · b / (‖a‖ ‖b‖), in [−1, 1]; NaN where one is 0 or empty. */
function cosine(a: Float32Array, b: Float32Array): number {
  let [product, squareA, squareB] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] as number, b[i] ?? Number.NaN]
    product += x * y
    squareA += x * x
    squareB += y * y
  }
  return product / Math.sqrt(squareA * squareB)
}
