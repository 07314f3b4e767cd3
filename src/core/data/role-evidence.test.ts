import { describe, expect, it } from 'vitest'
import { datasetOf } from '../../testing/datasets.ts'
import { describeDataset } from './summary.ts'
import { BUILTIN_SAMPLE, generateWorld, worldCsv } from './synth.ts'

/** Guesses by column of a table of 60 rows, each value by its row. */
async function guessed(columns: Readonly<Record<string, (row: number) => string | number>>) {
  const names = Object.keys(columns)
  const lines = Array.from({ length: 60 }, (_, row) => names.map((name) => columns[name]?.(row)).join(','))
  const { guesses } = describeDataset(await datasetOf(`${names.join(',')}\n${lines.join('\n')}\n`))
  return new Map(guesses.map((guess) => [guess.column, guess]))
}

describe('the confidence of a role', () => {
  it('lies between 0 and 1 and is what name, values and coverage make of it', async () => {
    const { guesses } = describeDataset(
      await datasetOf(worldCsv(generateWorld({ ...BUILTIN_SAMPLE, users: 200, rows: 2000 }))),
    )
    for (const { role, confidence, evidence } of guesses) {
      if (evidence === undefined) throw new Error('a guess without evidence')
      const { name, values, coverage } = evidence
      if (values === null || coverage === null) throw new Error(`a ${role} by its name alone`)
      for (const score of [confidence, name, values, coverage]) {
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1)
      }
      expect(confidence).toBeCloseTo(name * (1 - 0.5 * (1 - values)) * (1 - 0.3 * (1 - coverage)), 12)
    }
  })

  it('is sure of the ids, the time and the scene of the sample', async () => {
    const { guesses } = describeDataset(await datasetOf(worldCsv(generateWorld(BUILTIN_SAMPLE))))
    for (const column of ['user_id', 'host_id', 'ts', 'scene']) {
      expect(guesses.find((guess) => guess.column === column)?.confidence).toBeGreaterThan(0.8)
    }
  })

  it('is that of the name alone where a column is left out: nothing else was asked', async () => {
    const guesses = await guessed({
      user_id: (row) => `u${row % 10}`,
      fold: (row) => (row % 2 === 0 ? row % 5 : ''),
      click: (row) => row % 2,
    })
    const { role, confidence, evidence } = guesses.get('fold') ?? {}
    expect([role, evidence]).toEqual(['ignored', { name: confidence, values: null, coverage: null }])
  })

  it('falls where values are missing', async () => {
    const [whole, half] = await Promise.all([
      guessed({ user_id: (row) => `u${row % 10}`, click: (row) => row % 2 }),
      guessed({ user_id: (row) => (row % 2 === 0 ? `u${row % 10}` : ''), click: (row) => row % 2 }),
    ])
    const [before, after] = [whole, half].map((guesses) => guesses.get('user_id')?.confidence as number)
    expect(after).toBeCloseTo((before as number) * 0.85, 12)
  })

  it('falls below .7 where values contradict the name: a user id that is new in each row, a time that counts', async () => {
    const guesses = await guessed({ user_id: (row) => `u${row}`, ts: (row) => row, click: (row) => row % 2 })
    for (const column of ['user_id', 'ts']) {
      expect(guesses.get(column)).toMatchObject({ role: column === 'ts' ? 'time' : 'user' })
      expect(guesses.get(column)?.confidence).toBeLessThan(0.7)
    }
  })
})
