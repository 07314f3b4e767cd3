import { describe, expect, it } from 'vitest'
import { SAMPLE_SCHEMA } from '../../experiment/defaults.ts'
import { sliceReport } from '../../model/evaluate.ts'
import { worldDataset } from '../../testing/datasets.ts'
import { encode } from '../data/encode.ts'
import type { EncodedDataset } from '../data/encoded.ts'
import { stream } from '../rng.ts'
import { auc } from './auc.ts'
import { REPORT_DRAWS, userReplicates } from './bootstrap.ts'
import { gauc } from './gauc.ts'
import { type SlicePredicate, type SliceSpec, sliceKey, slicePositions } from './slice-spec.ts'
import { sliceMetrics } from './slices.ts'

const dataset = await worldDataset({ rows: 4000, users: 400, hosts: 50 })
const encoding = encode(dataset, SAMPLE_SCHEMA, { kind: 'random', valid: 0.2, test: 0.4 })
if (!encoding.ok) throw new Error('refused')
const { encoded } = encoding.value
const tasks = encoded.tasks.length
const logitsOf = (split: 'valid' | 'test'): Float32Array => {
  const random = stream(1, `scores/${split}`)
  return Float32Array.from({ length: encoded.splits[split].length * tasks }, () => 2 * random.normal())
}
const logits = { valid: logitsOf('valid'), test: logitsOf('test') }
const probability = (split: 'valid' | 'test', position: number, task: number): number =>
  Math.fround(1 / (1 + Math.exp(-(logits[split][position * tasks + task] as number))))

const positionsOf = (spec: SliceSpec, of: EncodedDataset = encoded) => {
  const found = { valid: slicePositions(of, 'valid', spec), test: slicePositions(of, 'test', spec) }
  if (!found.valid.ok || !found.test.ok) throw new Error('the slice was refused')
  return { valid: found.valid.value, test: found.test.value }
}
const reportOf = (spec: SliceSpec) => sliceReport(encoded, sliceKey(spec), positionsOf(spec), logits)
const only = (...all: SlicePredicate[]): SliceSpec => ({ all })

/** The split is random, so encoded row r is row r of the file: nothing was filtered. */
const cell = (column: string, row: number): string | number | null => {
  const found = dataset.columns.get(column)
  if (found === undefined) throw new Error(`no column ${column}`)
  return found.kind === 'numeric'
    ? (found.values[row] as number)
    : (found.levels[found.codes[row] as number] ?? null)
}
const FEATURE = SAMPLE_SCHEMA.features[0]?.column as string
const VALUE = String(cell(FEATURE, 0))
const NUMBER = SAMPLE_SCHEMA.time as string
const MIDDLE = cell(NUMBER, 2000) as number

/** A spec with the plain condition that it must equal, row by row of the file. */
const CASES: readonly (readonly [string, SliceSpec, (row: number) => boolean])[] = [
  [
    'a value',
    only({ kind: 'values', column: FEATURE, values: [VALUE] }),
    (row) => String(cell(FEATURE, row)) === VALUE,
  ],
  [
    'a range',
    only({ kind: 'range', column: NUMBER, least: null, most: MIDDLE }),
    (row) => (cell(NUMBER, row) as number) <= MIDDLE,
  ],
  [
    'deciles of activity',
    only({ kind: 'activity', from: 4, to: 7 }),
    (row) => (encoded.deciles[row] as number) >= 4 && (encoded.deciles[row] as number) <= 7,
  ],
  [
    'users of a cluster in a scene',
    only(
      { kind: 'users', of: 'cluster 3', reading: '', users: Array.from({ length: 150 }, (_, i) => 2 * i) },
      { kind: 'scene', scene: encoded.sceneNames[0] as string },
    ),
    (row) =>
      (encoded.users[row] as number) % 2 === 0 &&
      (encoded.users[row] as number) < 300 &&
      encoded.sceneIds[row] === 0,
  ],
  [
    'rows that a run told apart',
    only({ kind: 'rows', of: 'a bin', reading: '', rows: Array.from({ length: 2000 }, (_, i) => 2 * i) }),
    (row) => row % 2 === 0,
  ],
]

describe('a slice that a person makes', () => {
  it.each(CASES)('of %s has the metrics of its rows, by brute force', (_name, spec, holds) => {
    const report = reportOf(spec)
    for (const split of ['valid', 'test'] as const) {
      const positions = [...encoded.splits[split].keys()].filter((i) =>
        holds(encoded.splits[split][i] as number),
      )
      expect(positions.length).toBeGreaterThan(50)
      for (const [task, { id }] of encoded.tasks.entries()) {
        const rows = positions.map((i) => encoded.splits[split][i] as number)
        const labels = Float32Array.from(rows, (row) => encoded.labels[row * tasks + task] as number)
        const scores = Float32Array.from(positions, (i) => probability(split, i, task))
        const users = Int32Array.from(rows, (row) => encoded.users[row] as number)
        const found = report.metrics.find((one) => one.split === split && one.task === id)
        expect(found?.rows).toBe(positions.length)
        expect(found?.positives).toBe(labels.reduce((sum, label) => sum + label, 0))
        expect(found?.users).toBe(new Set(users).size)
        expect(found?.auc).toBeCloseTo(byPairs(labels, scores), 12)
        expect(found?.auc).toBe(auc(labels, scores))
        expect(found?.gauc).toBe(gauc(labels, scores, users).gauc)
        const mean = scores.reduce((sum, score) => sum + score, 0) / positions.length
        expect(found?.calibration).toBeCloseTo(mean / ((found?.positives ?? 0) / positions.length), 5)
      }
    }
  })

  it('that is a scene, the low deciles or users absent from train has exactly the standing slice’s numbers and replicates', () => {
    const same: readonly (readonly [string, SliceSpec])[] = [
      ...encoded.sceneNames.map((scene) => [`scene=${scene}`, only({ kind: 'scene', scene })] as const),
      ['activity=low', only({ kind: 'activity', from: 1, to: 3 })],
      ['activity=D5', only({ kind: 'activity', from: 5, to: 5 })],
      ['activity=unseen', only({ kind: 'unseen' })],
    ]
    for (const [task, { id }] of encoded.tasks.entries()) {
      const scores = Float32Array.from(encoded.splits.test, (_, i) => probability('test', i, task))
      const standing = sliceMetrics(encoded, 'test', task, scores, 'probability')
      const replicates = userReplicates(encoded, 'test', task, scores, REPORT_DRAWS)
      for (const [name, spec] of same) {
        const own = reportOf(spec)
        const wanted = standing.find(({ slice }) => slice === name)
        if (wanted === undefined) continue
        const found = own.metrics.find((one) => one.split === 'test' && one.task === id)
        expect(found).toEqual({ ...wanted, slice: own.slice })
        expect(own.replicates.get(id)).toEqual(replicates.get(name))
      }
    }
  })

  it('draws the same users as all rows do: of every user at once it is all rows', () => {
    const users = Array.from({ length: encoded.userCount }, (_, user) => user)
    const whole = reportOf(only({ kind: 'users', of: 'everybody', reading: '', users }))
    const scores = Float32Array.from(encoded.splits.test, (_, i) => probability('test', i, 0))
    const all = userReplicates(encoded, 'test', 0, scores, REPORT_DRAWS).get('*')
    expect(whole.replicates.get(encoded.tasks[0]?.id ?? '')).toEqual(all)
  })

  it('has one name, whatever the order of its predicates and whoever its users are said to be', () => {
    const [a, b]: SlicePredicate[] = [
      { kind: 'scene', scene: 'click' },
      { kind: 'values', column: 'age', values: ['1', '2'] },
    ]
    if (a === undefined || b === undefined) throw new Error('two predicates')
    expect(sliceKey(only(a, b))).toBe(sliceKey(only({ ...b, values: ['2', '1'] } as SlicePredicate, a)))
    expect(sliceKey(only(a))).not.toBe(sliceKey(only(a, b)))
    const users = { kind: 'users', of: 'x', reading: 'r', users: [1, 2] } as const
    expect(sliceKey(only(users))).toBe(sliceKey(only({ ...users, of: 'y', users: [2, 1] })))
    expect(sliceKey(only(users))).not.toBe(sliceKey(only({ ...users, reading: 's' })))
    const rows = { kind: 'rows', of: 'x', reading: 'r', rows: [1, 2] } as const
    expect(sliceKey(only(rows))).toBe(sliceKey(only({ ...rows, of: 'y', rows: [2, 1] })))
    expect(sliceKey(only(rows))).not.toBe(sliceKey(only({ ...rows, reading: 's' })))
    expect(sliceKey(only(rows))).not.toBe(sliceKey(only(users)))
  })

  it('has a name that is made once', () => {
    let reads = 0
    const spec: SliceSpec = {
      get all() {
        reads++
        return [{ kind: 'unseen' as const }]
      },
    }
    const key = sliceKey(only({ kind: 'unseen' }))
    expect([sliceKey(spec), sliceKey(spec)]).toEqual([key, key])
    expect(reads).toBe(1)
  })

  it.each([
    ['slice.noScene', { kind: 'scene', scene: 'nowhere' }],
    ['slice.noColumn', { kind: 'values', column: 'nothing', values: ['1'] }],
    ['slice.noColumn', { kind: 'range', column: 'nothing', least: 0, most: 1 }],
    ['slice.notNumeric', { kind: 'range', column: SAMPLE_SCHEMA.scene as string, least: 0, most: 1 }],
  ] as const)('is refused with %s rather than empty', (code, predicate) => {
    const found = slicePositions(encoded, 'test', only(predicate))
    expect(found.ok ? [] : found.error.map((one) => one.code)).toEqual([code])
  })
})

/** AUC as it is defined: over all pairs, ties half. */
function byPairs(labels: Float32Array, scores: Float32Array): number {
  let [wins, pairs] = [0, 0]
  for (const [i, label] of labels.entries()) {
    if (label !== 1) continue
    for (const [j, other] of labels.entries()) {
      if (other === 1) continue
      const [a, b] = [scores[i] as number, scores[j] as number]
      wins += a > b ? 1 : a === b ? 0.5 : 0
      pairs++
    }
  }
  return wins / pairs
}
