import { describe, expect, it } from 'vitest'
import { type Stream, stream } from '../../rng.ts'
import type { Column, Dataset } from '../dataset.ts'
import type { Feature, Schema, SplitRule } from '../schema.ts'
import { passportOf } from './passport.ts'

const NAMES = ['用户', '__proto__', 'constructor', 'a b', '“x”', '退出', 'watch_sec', 'id', '😀', 'ts', '']

/** A column of some kind: with gaps, of one value, empty, far apart, or with a level for each row. */
function columnOf(random: Stream, name: string, rows: number): Column {
  const gaps = random.int(3) === 0 ? 0.5 : 0
  const isMissing = (): boolean => random.uniform() < gaps
  const kind = random.int(6)
  if (kind < 2) {
    const count = kind === 0 ? 1 : Math.max(1, rows)
    const codes = Int32Array.from({ length: rows }, () => (isMissing() ? -1 : random.int(count)))
    return {
      kind: 'categorical',
      name,
      codes,
      levels: Array.from({ length: count }, (_, level) => `层${level}`),
    }
  }
  const makers = [() => random.int(2), () => Number.NaN, () => 1e300 * (random.uniform() - 0.5), () => 1]
  const make = makers[kind - 2] as () => number
  return {
    kind: 'numeric',
    name,
    values: Float64Array.from({ length: rows }, () => (isMissing() ? Number.NaN : make())),
  }
}

function draw(trial: number): {
  readonly dataset: Dataset
  readonly schema: Schema
  readonly rule: SplitRule
} {
  const random = stream(trial, 'passport/ragged')
  const rowCount = [1, 2, 7, 60, 300][random.int(5)] as number
  const names = NAMES.filter(() => random.int(4) > 0)
  const columns = new Map(names.map((name) => [name, columnOf(random, name, rowCount)]))
  const anyName = (): string => NAMES[random.int(NAMES.length)] as string
  const maybe = (): string | null => (random.int(3) === 0 ? null : anyName())
  const feature = (column: string): Feature => ({
    column,
    source: 'user',
    roles: random.int(2) === 0 ? ['unbiased'] : [],
  })
  const schema: Schema = {
    ...{
      user: maybe(),
      item: maybe(),
      time: maybe(),
      scene: maybe(),
      filters: [],
      features: names.map(feature),
    },
    tasks: [
      { id: 'one', column: anyName(), above: random.int(2) === 0 ? null : 0, requires: null },
      { id: 'two', column: anyName(), above: 0, requires: random.int(2) === 0 ? 'one' : 'none' },
    ],
  }
  const shares = { valid: 0.2, test: 0.2 }
  const rules: readonly SplitRule[] = [
    { kind: 'random', ...shares },
    { kind: 'user', ...shares },
    { kind: 'time', column: anyName(), ...shares },
    { kind: 'boundaries', column: anyName(), trainTo: 0, validTo: 0.5 },
  ]
  const lines = Uint32Array.from({ length: rowCount }, (_, row) => row + 2)
  const dataset = { id: 'x', name: 'x', rowCount, columns, lines, truth: null }
  return { dataset, schema, rule: rules[random.int(rules.length)] as SplitRule }
}

/** Every number of a value, however deep. */
function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value]
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(numbersIn) : []
}

const gapsOf = (column: Column): number =>
  column.kind === 'numeric'
    ? column.values.filter(Number.isNaN).length
    : column.codes.filter((code) => code < 0).length

describe('the radar on ragged tables', () => {
  it('always answers, in finite numbers, with shares that are shares', () => {
    const told = { psi: 0, nmi: 0, tie: 0, missing: 0, histogram: 0 }
    for (let trial = 0; trial < 400; trial++) {
      const { dataset, schema, rule } = draw(trial)
      const passport = passportOf(dataset, schema, rule)
      expect(passport.columns.map(({ column }) => column)).toEqual([...dataset.columns.keys()])
      expect(numbersIn(passport).filter((value) => !Number.isFinite(value))).toEqual([])
      for (const { column, psi, nmi, tie, missing, rows, histogram } of passport.columns) {
        for (const share of [nmi, tie?.auc ?? null]) {
          if (share === null) continue
          expect(share).toBeGreaterThanOrEqual(0)
          expect(share).toBeLessThanOrEqual(1)
        }
        if (psi !== null) expect(psi).toBeGreaterThanOrEqual(0)
        const gaps = dataset.columns.has(column) ? gapsOf(dataset.columns.get(column) as Column) : 0
        if (rows === dataset.rowCount) expect(missing).toBe(gaps)
        else expect(missing).toBeLessThanOrEqual(Math.min(gaps, rows))
        const counted = histogram.reduce((sum, { train, test }) => sum + train + test, 0)
        expect(counted).toBeLessThanOrEqual(rows)
        told.psi += psi === null ? 0 : 1
        told.nmi += nmi === null ? 0 : 1
        told.tie += tie === null ? 0 : 1
        told.missing += rows === dataset.rowCount && missing > 0 ? 1 : 0
        told.histogram += counted > 0 ? 1 : 0
      }
    }
    // Ragged as they are, the tables let each be told often.
    expect(Math.min(...Object.values(told)), JSON.stringify(told)).toBeGreaterThan(10)
  })
})
