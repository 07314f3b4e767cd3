import type { EncodedDataset } from '../core/data/encoded.ts'
import { stream } from '../core/rng.ts'
import type { Pull, Stepper } from './stepper.ts'

/** How the scenes' rows pull, each on up to one batch of train rows of that scene alone; [S, S] each. */
export interface SceneConflict {
  /** cos(g_s, g_r) on what all share: below 0 where a step that helps one scene hurts the other. NaN without a gradient. */
  readonly cosines: Float32Array
  /** ‖g‖ of scene s's rows on the weights that serve scene r alone; empty where none do. */
  readonly reach: Float32Array
}

/** The rows are the same in every run of one dataset and split. Costs one pass forward and backward for each scene. */
export async function sceneConflict(
  encoded: EncodedDataset,
  stepper: Pick<Stepper, 'pull' | 'batchSize'>,
): Promise<SceneConflict> {
  const scenes = encoded.sceneNames.length
  const pulls: Pull[] = []
  for (let scene = 0; scene < scenes; scene++) {
    const rows = rowsOf(encoded, scene, stepper.batchSize)
    pulls.push(rows.length === 0 ? NOTHING : await stepper.pull(rows))
  }
  const pairs = (of: (s: number, r: number) => number): Float32Array =>
    Float32Array.from({ length: scenes * scenes }, (_, at) => of(Math.floor(at / scenes), at % scenes))
  return {
    cosines: pairs((s, r) => cosine(pulls[s]?.shared ?? NONE, pulls[r]?.shared ?? NONE)),
    reach: pulls.every(({ own }) => own.length === 0)
      ? NONE
      : pairs((s, r) => Math.sqrt(pulls[s]?.own[r] ?? 0)),
  }
}

const NONE = new Float32Array(0)
const NOTHING: Pull = { shared: NONE, own: NONE }

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
