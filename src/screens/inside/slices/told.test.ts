import { describe, expect, it } from 'vitest'
import { type AskedPick, questionsOf, toldOf } from './told.ts'

const NONE = { members: null, region: null, gate: null }
const CLUSTER: AskedPick = { kind: 'users', clusters: [{ id: 2, name: 'k3' }], drawn: [4, 5] }
const BIN: AskedPick = {
  kind: 'region',
  region: { kind: 'rank', task: 'click', bin: 19 },
  asked: { slice: 'scene=live' },
  name: 'top',
}
const CELL: AskedPick = { kind: 'gate', scene: 'live', branch: 1, name: 'expert 2' }

describe('what is asked about a pick', () => {
  it('is one question, of what was picked alone', () => {
    expect(questionsOf(null)).toEqual(NONE)
    const members = { kind: 'members', clusters: [2], drawn: [4, 5] }
    expect(questionsOf(CLUSTER)).toEqual({ ...NONE, members })
    const region = { kind: 'region', region: { kind: 'rank', task: 'click', bin: 19 }, slice: 'scene=live' }
    expect(questionsOf(BIN)).toEqual({ ...NONE, region })
    expect(questionsOf(CELL)).toEqual({ ...NONE, gate: { kind: 'gate', scene: 'live', branch: 1 } })
  })

  it('is told by the answer to it, and not by one to a question before', () => {
    const members = { kind: 'members', clusters: [2], drawn: [4, 5], users: [7] } as const
    expect(toldOf(questionsOf(CLUSTER), { ...NONE, members })).toBe(members)
    for (const change of [{ drawn: [4] }, { clusters: [2, 3] }])
      expect(toldOf(questionsOf(CLUSTER), { ...NONE, members: { ...members, ...change } })).toBeNull()
    const region = {
      kind: 'region',
      slice: 'scene=live',
      rows: [1],
      region: { kind: 'rank', task: 'click', bin: 19 },
    } as const
    expect(toldOf(questionsOf(BIN), { ...NONE, region })).toBe(region)
    expect(toldOf(questionsOf(BIN), { ...NONE, region: { ...region, slice: null } })).toBeNull()
    const other = { ...region, region: { ...region.region, bin: 18 } }
    expect(toldOf(questionsOf(BIN), { ...NONE, region: other })).toBeNull()
    const gate = { kind: 'gate', scene: 'live', branch: 1, mean: 0.4, rows: null } as const
    expect(toldOf(questionsOf(CELL), { ...NONE, gate })).toBe(gate)
    expect(toldOf(questionsOf(CELL), { ...NONE, gate: { ...gate, branch: 0 } })).toBeNull()
    expect(toldOf(questionsOf(CELL), { ...NONE, members, region })).toBeNull()
  })
})
