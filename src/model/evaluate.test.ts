import { describe, expect, it } from 'vitest'
import { moduleWorld } from '../testing/module-world.ts'
import { testReport } from './evaluate.ts'

const WORLD = moduleWorld()
const PLACE = WORLD.fields.findIndex(({ roles }) => roles.includes('position'))
const WIDTH = WORLD.fields.length
const TASKS = WORLD.tasks.length
const NOTHING = { sensitivity: [], interventions: [] }

describe('the correlation of score and duration', () => {
  /** The place of a row taken for its duration, missing in the first row of test. */
  const ids = WORLD.ids.map((id, at) => (at === (WORLD.splits.test[0] as number) * WIDTH + PLACE ? 0 : id))
  const fields = WORLD.fields.map((field, f) =>
    f === PLACE ? { ...field, roles: ['duration' as const] } : field,
  )
  const timed = { ...WORLD, ids, fields }
  const durationOf = (row: number): number => ids[row * WIDTH + PLACE] as number

  it('is of ranks over the test rows that have a duration, task by task', () => {
    const logits = new Float32Array(WORLD.splits.test.length * TASKS)
    for (const [i, row] of WORLD.splits.test.entries()) {
      // The first task follows the duration, the second falls with it; a row without one would break both.
      logits.set(
        durationOf(row) === 0 ? [9, 9, 0] : [(durationOf(row) / 4) ** 3, -durationOf(row), i % 2],
        i * TASKS,
      )
    }
    const found = testReport(timed, logits, NOTHING).durationCorrelation
    expect(found?.get('long')).toBeCloseTo(1, 12)
    expect(found?.get('longer')).toBeCloseTo(-1, 12)
    expect(Math.abs(found?.get('follow') ?? 1)).toBeLessThan(1)
  })

  it('is absent where no feature is the duration', () => {
    const logits = new Float32Array(WORLD.splits.test.length * TASKS)
    expect(testReport(WORLD, logits, NOTHING).durationCorrelation).toBeUndefined()
  })
})
