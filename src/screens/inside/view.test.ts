import { describe, expect, it } from 'vitest'
import { sampleConfig } from '../../experiment/defaults.ts'
import { queuedRun, type Run, reduceRun } from '../../run/run.ts'
import type { NamedGroup } from '../compare/view.ts'
import {
  type InsideChoice,
  insideSubject,
  interventionRows,
  isHeldBack,
  neighbourStep,
  runsToFetch,
} from './view.ts'

const config = sampleConfig()
const group = (id: string, runs: readonly Run[]): NamedGroup => ({ id, name: id, style: 0, config, runs })
const waiting = (seed: number): Run => queuedRun(`w${seed}`, { ...config, seed })
const started = (seed: number): Run =>
  reduceRun(waiting(seed), {
    type: 'started',
    how: 'cpu, eager',
    parameterCount: 1,
    totalSteps: 10,
    stepsPerEpoch: 5,
    batchSize: 8,
    terms: [
      { name: 'task/click', weight: 1 },
      { name: 'user-clusters/balance', weight: 0.5 },
    ],
  })

describe('what is kept apart', () => {
  const apart = (seed: number, isLost = false): Run => ({
    ...started(seed),
    apart: { sha256: 'x', bytes: 1, isLost },
  })
  const subjectOf = (groups: readonly NamedGroup[]) => {
    const choice = { insideGroup: 'a', insideSeed: 1, insideAgainst: null, insideStep: null }
    const subject = insideSubject(groups, choice)
    if (subject === null) throw new Error('no subject')
    return subject
  }
  const held = (runs: readonly Run[], wasShown: boolean): boolean => {
    const groups = [group('a', runs), group('b', [started(1)])]
    return isHeldBack(groups, subjectOf(groups), wasShown)
  }

  it('is waited for whole before the first showing', () => {
    expect(held([started(1), apart(2)], false)).toBe(true)
    expect(held([started(1), started(2)], false)).toBe(false)
  })
  it('takes nothing away that is shown when it arrives beside the run that is looked at', () => {
    expect(held([started(1), apart(2)], true)).toBe(false)
    expect(held([apart(1), apart(2)], true)).toBe(true)
  })
  it('is neither asked for nor waited for where it cannot be read', () => {
    expect(held([apart(1, true)], false)).toBe(false)
    expect(held([apart(1, true)], true)).toBe(false)
    const first = { ...apart(1), id: 'first' }
    expect(runsToFetch([group('a', [first, apart(2, true)]), group('b', [started(1)])])).toEqual(['first'])
  })
})

describe('the subject', () => {
  const groups = [group('a', [started(1), started(2)]), group('b', [waiting(1), started(2)])]
  const subjectOf = (among: readonly NamedGroup[], choice: Partial<InsideChoice>) =>
    insideSubject(among, {
      ...{ insideGroup: null, insideSeed: null, insideAgainst: null, insideStep: null },
      ...choice,
    })

  it('is the chosen run where it has started', () => {
    expect(subjectOf(groups, { insideGroup: 'b', insideSeed: 2 })).toMatchObject({
      group: { id: 'b' },
      run: { config: { seed: 2 } },
    })
  })
  it('falls back to a started seed of the chosen group, then to the first group', () => {
    expect(subjectOf(groups, { insideGroup: 'b', insideSeed: 1 })?.run.config.seed).toBe(2)
    expect(subjectOf(groups, { insideGroup: 'gone' })).toMatchObject({
      group: { id: 'a' },
      run: { config: { seed: 1 } },
    })
    const first = [group('c', [waiting(1)]), ...groups]
    expect(subjectOf(first, { insideGroup: 'c', insideSeed: 1 })?.group.id).toBe('a')
  })
  it('is null while nothing was trained', () => {
    expect(subjectOf([group('a', [waiting(1)])], {})).toBeNull()
  })
  it('is held against the baseline, or another chosen group, at the same seed alone', () => {
    expect(subjectOf(groups, { insideGroup: 'b' })?.against).toMatchObject({
      group: { id: 'a' },
      run: { config: { seed: 2 } },
    })
    expect(subjectOf(groups, { insideSeed: 1 })?.against).toBeNull()
    const three = [...groups, group('c', [started(2)])]
    expect(subjectOf(three, { insideSeed: 2, insideAgainst: 'c' })?.against?.group.id).toBe('c')
    expect(subjectOf([group('a', [started(1)])], {})?.against).toBeNull()
  })
  it('is looked at as it was at a kept evaluation; the keys go from one to the next and back to the end', () => {
    const read = (run: Run, step: number): Run =>
      reduceRun(run, { type: 'snapshot', step, tap: 'x', shape: [1], values: Float32Array.of(step) })
    const run = [10, 20, 30].reduce(read, started(1))
    const at = (insideStep: number | null) => {
      const subject = subjectOf([group('a', [run])], { insideStep })
      if (subject === null) throw new Error('no subject')
      return subject
    }
    expect(at(20).run.snapshots.get('x')?.values[0]).toBe(20)
    expect(at(20).latest.snapshots.get('x')?.values[0]).toBe(30)
    expect(at(null).run).toBe(run)
    expect(at(7).step).toBeNull()
    expect([neighbourStep(at(20), -1), neighbourStep(at(10), -1), neighbourStep(at(null), -1)]).toEqual([
      10, 10, 30,
    ])
    expect([neighbourStep(at(20), 1), neighbourStep(at(30), 1)]).toEqual([30, null])
  })
})

describe('interventions', () => {
  it('stand by name and task, a column for each slice, those of the module alone', () => {
    const one = (module: string, name: string, task: string, slice: string | null, delta: number) => {
      return { module, name, task, slice, rows: 9, auc: 0.7 + delta, delta }
    }
    const given = [
      one('scene-routing', 'sharedOff', 'click', null, -0.1),
      one('scene-routing', 'sharedOff', 'click', 'scene=a', -0.2),
      one('scene-routing', 'sharedOff', 'gift', null, -0.3),
      one('scene-routing', 'privateOff', 'click', 'scene=a', 0.1),
      one('prior-gate', 'neutral', 'click', null, 0.4),
    ]
    const report = {
      metrics: [],
      roc: new Map(),
      violations: new Map(),
      sensitivity: [],
      interventions: given,
      replicates: new Map(),
    }
    expect(interventionRows(started(1), 'scene-routing')).toBeNull()
    const rows = interventionRows({ ...started(1), report }, 'scene-routing') ?? []
    expect(rows.map(({ name, task }) => `${name}/${task}`)).toEqual([
      'sharedOff/click',
      'sharedOff/gift',
      'privateOff/click',
    ])
    expect(rows[0]?.effects.get('scene=a')?.delta).toBe(-0.2)
    expect(rows[2]?.effects.has(null)).toBe(false)
  })
})
