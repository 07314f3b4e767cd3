import { describe, expect, it } from 'vitest'
import { claimable } from '../testing/claimable.ts'
import { claimedGroups } from './claimed-runs.ts'
import { type Claimable, claimsOf } from './claiming.ts'
import { type Claims, QUANTUM, twoDigits } from './claims.ts'
import { compareGroups } from './compare.ts'
import type { GroupRuns, Selection } from './comparison.ts'
import { openedLink } from './opened-link.ts'
import { type ResultParts, resultLink } from './result-link.ts'
import type { Run } from './run.ts'

const ADDRESS = 'https://soundcheck.example.org/'.length
const source = claimable()
const SELECTION: Selection = { task: source.task, slice: null, metric: 'auc' }
const MADE = {
  version: '0.1.0',
  how: 'wasm, compiled',
  deterministic: true,
  seconds: [6.1, 7.9],
  bytes: [12e6, 14e6],
} as const

function claimed(from: Claimable): Claims {
  const claims = claimsOf(from)
  if (claims === null) throw new Error('there is nothing to claim')
  return claims
}
const parts = (more: Partial<ResultParts> = {}): ResultParts => ({
  plan: source.plan,
  claims: claimed(source),
  view: { task: source.task, slice: null, metric: 'auc' },
  made: MADE,
  ...more,
})
function opened(hash: string) {
  const link = openedLink(hash)
  if (!link.ok) throw new Error(JSON.stringify(link.error))
  return link.value
}
function claimsIn(hash: string): Claims {
  const { claimed: found } = opened(hash)
  if (found === null) throw new Error('the link claims nothing')
  return found.claims
}
/** The same with other runs. */
const withRuns = (change: (run: Run, g: number) => Run): Claimable => ({
  ...source,
  groups: source.groups.map((group, g) => ({ ...group, runs: group.runs.map((run) => change(run, g)) })),
})

describe('a result link of 6 groups × 5 seeds', () => {
  it('fits 2,000 characters with its address, curves, deciles and scenes of two tasks', () => {
    expect([source.plan.groups.length, source.plan.seeds.length]).toEqual([6, 5])
    const made = resultLink(parts(), ADDRESS)
    expect(made.link.length + ADDRESS).toBeLessThanOrEqual(2000)
    expect(made.dropped).toEqual([])
    const { cells, curves, deciles } = claimsIn(made.link)
    expect(cells.map(({ task, slice, metric }) => [task, slice, metric])).toEqual(
      source.plan.groups[0]?.config.schema.tasks.flatMap(({ id }) => [
        [id, null, 'auc'],
        [id, 'activity=low', 'auc'],
        [id, 'scene=video', 'auc'],
        [id, 'scene=voice', 'auc'],
        [id, 'scene=battle', 'auc'],
        [id, null, 'gauc'],
      ]),
    )
    expect(curves?.groups).toHaveLength(6)
    expect(deciles?.groups.flat()).toHaveLength(60)
  })

  it('gives every number back to the rounding that it tells of', () => {
    const sent = claimed(source)
    const read = claimsIn(resultLink(parts(), ADDRESS).link)
    for (const [i, cell] of sent.cells.entries()) {
      for (const [g, own] of cell.values.entries()) {
        for (const [s, value] of own.entries()) {
          const got = read.cells[i]?.values[g]?.[s] ?? Number.NaN
          expect(Math.abs(got - (value ?? Number.NaN))).toBeLessThanOrEqual(QUANTUM / 2 + 1e-12)
        }
      }
    }
    expect(opened(resultLink(parts(), ADDRESS).link).claimed?.made).toEqual(MADE)
  })

  it('leads to the verdicts that the runs themselves lead to', () => {
    const family = [{ ...SELECTION, slice: 'scene=voice' }]
    const here = compareGroups(source.groups, 'g0', SELECTION, { family })
    const claims = claimsIn(resultLink(parts(), ADDRESS).link)
    const there = compareGroups(claimedGroups(claims, source.plan), 'g0', SELECTION, { family })
    expect(there.compared).toBe(here.compared)
    for (const [i, row] of here.rows.entries()) {
      const read = there.rows[i]
      expect(read?.state).toBe(row.state)
      expect(Math.abs((read?.delta ?? 0) - (row.delta ?? 0))).toBeLessThan(2 * QUANTUM)
      expect(read?.half ?? 0).toBeGreaterThan((row.half ?? 0) - 3 * QUANTUM)
      expect(read?.half ?? 0).toBeLessThan((row.half ?? 0) + 5 * QUANTUM)
    }
    expect(new Set(here.rows.map(({ state }) => state)).size).toBeGreaterThan(2)
  })

  it.each<Run['status']>([
    { kind: 'running', step: 40 },
    { kind: 'paused', step: 40 },
    { kind: 'failed', code: 'crashed', detail: '' },
    { kind: 'ended', reason: 'stopped', step: 40 },
    { kind: 'ended', reason: 'diverged', step: 40 },
  ])('draws its curves from finished runs alone, not from one that is $kind $reason', (status) => {
    const isOther = ({ config }: Run, g: number): boolean => g === 1 && config.seed === 2
    const others = withRuns((run, g) => (isOther(run, g) ? { ...run, status } : run))
    const groups = source.groups.map((group, g) => ({
      ...group,
      runs: group.runs.filter((run) => !isOther(run, g)),
    }))
    const { curves } = claimed({ ...source, groups })
    expect(curves).not.toEqual(claimed(source).curves)
    expect(claimed(others).curves).toEqual(curves)
  })

  it('keeps a lost seed as one: such a group cannot be better', () => {
    const lost = withRuns((run, g) =>
      g === 1 && run.config.seed === 2
        ? { ...run, status: { kind: 'ended', reason: 'diverged', step: 40 } }
        : run,
    )
    const better = (from: Claimable): readonly GroupRuns[] =>
      from.groups.map((group, g) =>
        g === 0 ? { ...group, groupId: 'g1' } : g === 1 ? { ...group, groupId: 'g0' } : group,
      )
    const claims = claimed({ ...lost, groups: better(lost).slice() })
    expect(claims.fates[1]?.[1]).toBe('diverged')
    const read = claimsIn(resultLink(parts({ claims })).link)
    expect(read.fates).toEqual(claims.fates)
    const [, row] = compareGroups(claimedGroups(read, source.plan), 'g0', SELECTION).rows
    expect(row?.diverged).toBe(1)
    expect(row?.pairs).toBe(4)
  })
})

describe('the length of a result link', () => {
  const note = 'Clusters earn their cost, look at D1'
  const rank = ({ points, dropped }: ReturnType<typeof resultLink>): number =>
    (points === 16 ? 1 : 0) + dropped.length
  const few = parts({ note, claims: claimed({ ...source, scenes: false }) })
  const least = 1995 - resultLink(few).link.length
  const made = Array.from({ length: 45 }, (_, i) => least + 10 * i).map((used) => {
    const one = resultLink(few, used)
    return { ...one, total: one.link.length + used, rank: rank(one) }
  })
  const beyond = made.findIndex(({ total }) => total > 2000)

  it('loses points of curves, then deciles, then the note', () => {
    const near = made.slice(0, beyond)
    const ranks = near.map((one) => one.rank)
    expect(ranks).toEqual([...ranks].sort())
    expect([...new Set(ranks)]).toEqual([0, 1, 2, 3])
    for (const one of near) {
      if (one.dropped.includes('deciles')) expect(one.points).toBe(16)
      if (one.dropped.includes('note')) expect(one.dropped).toEqual(['deciles', 'note'])
    }
  })

  it('never costs a seed or an error', () => {
    for (const { link } of made) {
      const { cells } = claimsIn(link)
      expect(cells).toHaveLength(6)
      const aucs = cells.filter(({ metric }) => metric === 'auc')
      expect(aucs.every(({ errors }) => errors.slice(1).every((error) => error !== null))).toBe(true)
    }
  })

  it('goes to the next tier with all its parts where no step would do', () => {
    const far = resultLink(parts({ note }), 1500)
    expect(far.link.length + 1500).toBeGreaterThan(2000)
    expect(far.link.length + 1500).toBeLessThanOrEqual(4000)
    expect(far.dropped).toEqual([])
    expect(far.points).toBe(24)
  })
})

describe('what a link never says', () => {
  it('is an aggregate over fewer than 30 rows or 10 users', () => {
    const small = withRuns((run) => ({
      ...run,
      report:
        run.report === null
          ? null
          : {
              ...run.report,
              metrics: run.report.metrics.map((one) =>
                one.slice === 'scene=voice'
                  ? { ...one, rows: 29 }
                  : one.slice === 'activity=D4'
                    ? { ...one, users: 9 }
                    : one,
              ),
            },
    }))
    const { cells, deciles } = claimed(small)
    expect(cells.some(({ slice }) => slice === 'scene=voice')).toBe(false)
    expect(cells.some(({ slice }) => slice === 'scene=video')).toBe(true)
    for (const own of deciles?.groups ?? []) {
      expect(own.map((one) => one === null)).toEqual(Array.from({ length: 10 }, (_, i) => i === 3))
    }
    expect(claimed({ ...source, valid: { rows: 3000, users: 9 } }).curves).toBeNull()
    expect(claimed({ ...source, valid: null }).curves).toBeNull()
  })

  it('is a count beyond its first two digits', () => {
    expect([7, 99, 100, 104, 105, 1534, 228329].map(twoDigits)).toEqual([7, 99, 100, 100, 110, 1500, 230000])
    for (const { rows, positives, users } of claimed(source).cells) {
      for (const count of [rows, positives, users]) expect(twoDigits(count)).toBe(count)
    }
  })

  it('is the name of a scene that stands in a file', () => {
    expect(
      claimed({ ...source, scenes: false }).cells.every(({ slice }) => !slice?.startsWith('scene=')),
    ).toBe(true)
  })

  it('is anything at all before a run has finished', () => {
    const none = withRuns((run) => ({ ...run, status: { kind: 'ended', reason: 'stopped', step: 3 } }))
    expect(claimsOf(none)).toBeNull()
  })
})
