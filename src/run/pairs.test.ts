import { describe, expect, it } from 'vitest'
import type { Fix } from '../core/data/schema.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { areComparable } from './pairs.ts'
import type { Run } from './run.ts'

const config = sampleConfig()
const mended = (...fixes: readonly Fix[]): Pick<Run, 'config'> => ({
  config: { ...config, schema: { ...config.schema, fixes } },
})

const ROWS = [
  { kind: 'drop-rows', rule: { kind: 'duplicates' } },
  { kind: 'drop-rows', rule: { kind: 'broken-chain', task: 'click' } },
  { kind: 'drop-rows', rule: { kind: 'scene', scene: 'video' } },
  { kind: 'set-task', task: 'click' },
  { kind: 'as-levels', column: 'room' },
] as const satisfies readonly Fix[]

const COLUMNS = [
  { kind: 'mark-outcome', column: 'room', was: null },
  { kind: 'ignore-column', column: 'room', was: null },
  { kind: 'unmark', column: 'room' },
  { kind: 'keep', rule: 'duplicates', subject: 'rows' },
] as const satisfies readonly Fix[]

describe('runs of differently mended data', () => {
  it.each(ROWS)('are no pair where one was mended by $kind', (fix) => {
    expect(areComparable(mended(fix), { config })).toBe(false)
    expect(areComparable(mended(fix), mended())).toBe(false)
    expect(areComparable(mended(fix), mended(fix))).toBe(true)
    for (const other of ROWS) expect(areComparable(mended(fix), mended(other))).toBe(other === fix)
  })

  it('are no pair where the same mends were made in another order', () => {
    const [, broken, , set] = ROWS
    expect(areComparable(mended(broken, set), mended(set, broken))).toBe(false)
  })

  it.each(COLUMNS)('are a pair where $kind takes inputs away and no row', (fix) => {
    expect(areComparable(mended(fix), { config })).toBe(true)
    expect(areComparable(mended(ROWS[0], fix), mended(ROWS[0]))).toBe(true)
  })
})
