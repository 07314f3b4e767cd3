import { aboveMean } from '../core/inspect/gate.ts'
import type { GateAnswer, QuestionOf } from '../core/inspect/question.ts'
import { fail, issue, ok, type Result } from '../core/result.ts'
import { chunksOf, type Rebuilt } from './rebuilt.ts'

/** Test rows of a scene whose gate of a branch is above the mean of the scene's test rows, at the weights that were kept. */
export async function* gateRows(
  { encoded, stepper }: Pick<Rebuilt, 'encoded' | 'stepper'>,
  { scene, branch }: QuestionOf<'gate'>,
): AsyncGenerator<void, Result<GateAnswer>> {
  const id = encoded.sceneNames.indexOf(scene)
  if (id < 0) return fail([issue('slice', 'slice.noScene', { scene })])
  const rows = encoded.splits.test.filter((row) => encoded.sceneIds[row] === id)
  if (rows.length === 0) return fail([issue('slice', 'slice.empty')])
  const gates = new Float32Array(rows.length)
  for (const [first, part] of chunksOf(rows, stepper.batchSize)) {
    const tap = (await stepper.taps(part)).get('scene-routing/gate')
    if (tap === undefined) return fail([issue('run', 'inspect.noBranches')])
    const width = tap.shape[1] as number
    if (!(branch >= 0 && branch < width)) return fail([issue('run', 'inspect.noSuch')])
    for (let i = 0; i < part.length; i++) gates[first + i] = tap.values[i * width + branch] as number
    yield
  }
  const { mean, places } = aboveMean(gates)
  const own = places?.map((place) => rows[place] as number) ?? null
  return ok({ kind: 'gate', scene, branch, mean, rows: own?.sort((a, b) => a - b) ?? null })
}
