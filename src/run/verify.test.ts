import { describe, expect, it } from 'vitest'
import { stream } from '../core/rng.ts'
import { claimable } from '../testing/claimable.ts'
import { type Claimable, claimsOf } from './claiming.ts'
import type { Claimed } from './claims.ts'
import { kindOf } from './how.ts'
import { openedLink } from './opened-link.ts'
import { resultLink } from './result-link.ts'
import type { Run } from './run.ts'
import { countsOf, isDeterministic, LIMIT, type Verification, verified } from './verify.ts'

const TRIALS = 50
const HOW = 'wasm, compiled (455 operations, 2 threads)'

const SOURCES = [1, 2, 3, 4, 5].map((seed) => claimable(seed))
const sourceOf = (trial: number): Claimable => SOURCES[trial % SOURCES.length] as Claimable

/** The claims of these runs, by way of a link. */
function sent(source: Claimable, how = 'wasm, compiled', deterministic = true): Claimed {
  const claims = claimsOf(source)
  if (claims === null) throw new Error('there is nothing to claim')
  const made = { version: '0.1.0', how, deterministic, seconds: null, bytes: null }
  const opened = openedLink(resultLink({ plan: source.plan, claims, made }).link)
  if (!opened.ok || opened.value.claimed === null) throw new Error('the link cannot be read')
  return opened.value.claimed
}
const runsOf = ({ groups }: Claimable): readonly Run[] => groups.flatMap(({ runs }) => runs)
const trainedBy = (runs: readonly Run[], how: string): readonly Run[] => runs.map((run) => ({ ...run, how }))

/** The claims with one AUC a hundredth higher. */
function tampered(
  claimed: Claimed,
  trial: number,
): { readonly claimed: Claimed; readonly at: readonly number[] } {
  const random = stream(trial, 'tampering')
  const { cells } = claimed.claims
  const aucs = [...cells.keys()].filter((i) => cells[i]?.metric === 'auc' && cells[i]?.slice === null)
  const c = aucs[random.int(aucs.length)] as number
  const g = random.int(6)
  const s = random.int(5)
  const changed = cells.map((cell, i) =>
    i !== c
      ? cell
      : {
          ...cell,
          values: cell.values.map((own, j) =>
            own.map((value, k) => (j === g && k === s && value !== null ? value + 0.01 : value)),
          ),
        },
  )
  return { claimed: { ...claimed, claims: { ...claimed.claims, cells: changed } }, at: [c, g, s] }
}

/** Which numbers differ, as cell, group and place of the seed. */
function differing({ stamps }: Verification, { claims: { cells } }: Claimed): readonly (readonly number[])[] {
  return stamps
    .filter(({ verdict }) => verdict === 'differs')
    .map((stamp) => [
      cells.findIndex(
        (cell) => cell.task === stamp.task && cell.slice === stamp.slice && cell.metric === stamp.metric,
      ),
      stamp.group,
      stamp.seed - 1,
    ])
}

describe('verifying on the backend of the sender', () => {
  it('reproduces every number that the same runs gave', () => {
    const source = sourceOf(1)
    const { stamps, waiting, lost, how } = verified(sent(source), source.plan, runsOf(source))
    expect(stamps).toHaveLength(6 * 5 * 12)
    expect(stamps.every(({ verdict, tolerance }) => verdict === 'reproduced' && tolerance === 'exact')).toBe(
      true,
    )
    expect(Math.max(...stamps.map(({ z }) => z ?? Number.NaN))).toBeLessThan(Math.sqrt(3) + 0.01)
    expect({ waiting, lost, how }).toEqual({ waiting: 0, lost: 0, how: ['wasm, compiled'] })
  })

  it(`finds an AUC that was raised by .01, and no other, ${TRIALS} times in ${TRIALS}`, () => {
    const links = SOURCES.map((source) => sent(source))
    let found = 0
    for (let trial = 1; trial <= TRIALS; trial++) {
      const source = sourceOf(trial)
      const { claimed, at } = tampered(links[trial % links.length] as Claimed, trial)
      const wrong = differing(verified(claimed, source.plan, runsOf(source)), claimed)
      if (JSON.stringify(wrong) === JSON.stringify([at])) found++
    }
    expect(found).toBe(TRIALS)
  })
})

describe('verifying across backends', () => {
  /** Another rounding leads each run as far off as half of what another seed would. */
  function elsewhere(source: Claimable, trial: number): readonly Run[] {
    const random = stream(trial, 'rounding')
    return trainedBy(runsOf(source), 'webgpu, compiled (88 launches)').map((run) => ({
      ...run,
      report:
        run.report === null
          ? null
          : {
              ...run.report,
              metrics: run.report.metrics.map((one) => ({
                ...one,
                auc: one.auc === null ? null : one.auc + 0.002 * random.normal(),
              })),
            },
    }))
  }

  it('reproduces 95 % of the numbers at least, by the spread over seeds', () => {
    let [good, all] = [0, 0]
    for (let trial = 1; trial <= 5; trial++) {
      const source = sourceOf(trial)
      const { stamps } = verified(sent(source), source.plan, elsewhere(source, trial))
      good += stamps.filter(({ verdict }) => verdict === 'reproduced').length
      all += stamps.length
      expect(stamps.every(({ tolerance }) => tolerance === 'spread')).toBe(true)
    }
    expect(good / all).toBeGreaterThan(0.95)
  })

  it('is also what is done where the link does not say what made it', () => {
    const source = sourceOf(1)
    const claimed = { ...sent(source), made: null }
    const { stamps } = verified(claimed, source.plan, runsOf(source))
    expect(stamps.every(({ tolerance }) => tolerance === 'spread')).toBe(true)
  })

  it('is not widened by the number in question', () => {
    const source = sourceOf(1)
    const claimed = sent(source)
    const runs = trainedBy(runsOf(source), 'webgpu, compiled')
    const zOf = (by: number): number => {
      const cells = claimed.claims.cells.map((cell, i) => ({
        ...cell,
        values: cell.values.map((own, g) => own.map((v, s) => (i + g + s === 0 && v !== null ? v + by : v))),
      }))
      const { stamps } = verified({ ...claimed, claims: { ...claimed.claims, cells } }, source.plan, runs)
      return stamps[0]?.z ?? Number.NaN
    }
    expect(zOf(0.02) / zOf(0.01)).toBeCloseTo(2, 1)
  })

  it('cannot be told without two seeds of any group', () => {
    const source = claimable(1, [1])
    const { stamps } = verified(sent(source, 'webgpu, compiled', false), source.plan, runsOf(source))
    expect(stamps.length).toBeGreaterThan(0)
    expect(stamps.every(({ verdict, z }) => verdict === 'untold' && z === null)).toBe(true)
  })
})

describe('what a spread from few seeds can tell', () => {
  /** Degrees of freedom of six groups with so many seeds each, the number in question left out. */
  const limitsOf = (seeds: readonly number[]): ReadonlySet<number | null> => {
    const source = claimable(1, seeds)
    const { stamps } = verified(sent(source, 'webgpu, compiled', false), source.plan, runsOf(source))
    return new Set(stamps.map(({ limit }) => limit))
  }

  it('is held to the limit of Student’s t that is as rare as three known deviations', () => {
    // P(Z > 3) = .00135; six groups, each with one seed less than it has, and one number left out.
    const [of23] = limitsOf([1, 2, 3, 4, 5])
    const [of5] = limitsOf([1, 2])
    expect(of23).toBeCloseTo(3.3613, 3)
    expect(of5).toBeCloseTo(5.5071, 3)
    expect(limitsOf([1, 2, 3, 4, 5]).size).toBe(1)
  })

  it('of one degree of freedom is the tangent that a Cauchy distribution has there', () => {
    const source = claimable(1, [1, 2, 3])
    const plan = { ...source.plan, groups: source.plan.groups.slice(0, 1) }
    const one = { ...source, plan, groups: source.groups.slice(0, 1) }
    const { stamps } = verified(sent(one, 'webgpu, compiled', false), plan, runsOf(one))
    expect(stamps[0]?.limit).toBeCloseTo(Math.tan(Math.PI * (0.5 - 0.001349898)), 0)
  })

  it('is said: a number moved by more than what can be seen differs, one moved by less does not', () => {
    const source = sourceOf(1)
    const claimed = sent(source)
    const runs = trainedBy(runsOf(source), 'webgpu, compiled')
    const movedBy = (by: number) => {
      const cells = claimed.claims.cells.map((cell, i) => ({
        ...cell,
        values: cell.values.map((own, g) => own.map((v, s) => (i + g + s === 0 && v !== null ? v + by : v))),
      }))
      return verified({ ...claimed, claims: { ...claimed.claims, cells } }, source.plan, runs).stamps[0]
    }
    const seen = movedBy(0)?.seen ?? Number.NaN
    expect(movedBy(1.01 * seen)?.verdict).toBe('differs')
    expect(movedBy(0.99 * seen)?.verdict).toBe('reproduced')
    const exact = verified(claimed, source.plan, runsOf(source)).stamps[0]
    expect(exact?.limit).toBe(LIMIT)
    expect(exact?.seen).toBeLessThan(1.5e-5)
  })
})

describe('a number that the run here does not have', () => {
  it('is missing, and no number of the link is left out of the counts', () => {
    const source = sourceOf(1)
    const runs = runsOf(source).map((run, i) =>
      i > 0 || run.report === null
        ? run
        : { ...run, report: { ...run.report, metrics: run.report.metrics.slice(1) } },
    )
    const all = verified(sent(source), source.plan, runsOf(source)).stamps
    const { stamps } = verified(sent(source), source.plan, runs)
    const missing = stamps.filter(({ verdict }) => verdict === 'missing')
    expect(missing.length).toBeGreaterThan(0)
    expect(
      missing.every(({ here, z, group, seed }) => here === null && z === null && group + seed === 1),
    ).toBe(true)
    expect(countsOf(stamps)).toEqual({
      reproduced: all.length - missing.length,
      differs: 0,
      untold: 0,
      missing: missing.length,
    })
  })

  it('is not counted as reproduced where nothing can be told', () => {
    const source = claimable(1, [1])
    const { stamps } = verified(sent(source, 'webgpu, compiled', false), source.plan, runsOf(source))
    expect(countsOf(stamps)).toEqual({ reproduced: 0, differs: 0, untold: stamps.length, missing: 0 })
  })
})

describe('the errors over users that a link claims', () => {
  const source = sourceOf(1)
  const claimed = sent(source)
  const count = claimed.claims.cells.flatMap(({ errors }) => errors.filter((one) => one !== null)).length
  const errorsOf = (link: Claimed, runs: readonly Run[]) => verified(link, source.plan, runs).errors
  /** The first error of the link, by this much more. */
  const withError = (by: number): Claimed => {
    let isDone = false
    const cells = claimed.claims.cells.map((cell) => ({
      ...cell,
      errors: cell.errors.map((error) => {
        if (isDone || error === null) return error
        isDone = true
        return error + by
      }),
    }))
    return { ...claimed, claims: { ...claimed.claims, cells } }
  }

  it('are those that the same runs have here, and one that was changed either way differs', () => {
    expect(count).toBeGreaterThan(5)
    expect(errorsOf(claimed, runsOf(source))).toEqual({ held: count, differ: 0, unheld: 0 })
    for (const by of [-1e-4, 1e-4]) {
      expect(errorsOf(withError(by), runsOf(source))).toEqual({ held: count, differ: 1, unheld: 0 })
    }
  })

  it('are not held where rounding differs, nor where a run behind them is not here', () => {
    const elsewhere = trainedBy(runsOf(source), 'webgpu, compiled')
    expect(errorsOf(claimed, elsewhere)).toEqual({ held: 0, differ: 0, unheld: count })
    // The first run is of the baseline, and behind each of them.
    expect(errorsOf(claimed, runsOf(source).slice(1))).toEqual({ held: 0, differ: 0, unheld: count })
  })
})

describe('what was not trained here', () => {
  const source = sourceOf(1)
  const claimed = sent(source)

  it('waits, and is stamped by no run of another config or seed', () => {
    const runs = runsOf(source)
    expect(verified(claimed, source.plan, []).waiting).toBe(30)
    expect(verified(claimed, source.plan, runs.slice(0, 7)).waiting).toBe(23)
    const others = runs.map((run) => ({ ...run, config: { ...run.config, seed: run.config.seed + 100 } }))
    expect(verified(claimed, source.plan, others)).toMatchObject({ stamps: [], waiting: 30 })
  })

  it('is found without hashing a config of the link more than once', () => {
    let reads = 0
    const watched = <T extends object>(config: T): T =>
      new Proxy(config, {
        get(target, key) {
          if (key === 'modules') reads++
          return Reflect.get(target, key)
        },
      })
    const groups = source.plan.groups.map((group) => ({ ...group, config: watched(group.config) }))
    const plan = { ...source.plan, groups }
    expect(verified(claimed, plan, runsOf(source)).waiting).toBe(0)
    const first = reads
    expect(first).toBeGreaterThan(0)
    verified(claimed, plan, runsOf(source))
    expect(reads).toBe(first)
  })

  it('waits also where an archive has it', () => {
    const runs = runsOf(source).map((run, i) => (i < 3 ? { ...run, origin: 'archive' as const } : run))
    const found = verified(claimed, source.plan, runs)
    expect(found.waiting).toBe(3)
    expect(found.stamps).toHaveLength(27 * 12)
  })

  it('on one backend is counted apart, unless another run of it kept its backend', () => {
    const moved = {
      cause: 'deviceLost',
      step: 14,
      at: 1,
      gap: 1,
      repeated: 0,
      before: 'webgpu, compiled (88 launches)',
      how: HOW,
    } as const
    const runs = runsOf(source)
    const changed = runs.slice(0, 2).map((run) => ({ ...run, interruptions: [moved] }))
    const found = verified(claimed, source.plan, [...changed, ...runs.slice(2)])
    expect(found).toMatchObject({ waiting: 0, lost: 0, changed: 2 })
    expect(found.stamps).toHaveLength(28 * 12)
    expect(verified(claimed, source.plan, [...runs, ...changed]).changed).toBe(0)
    const stayed = runs.map((run) => ({ ...run, interruptions: [{ ...moved, before: HOW }] }))
    expect(verified(claimed, source.plan, stayed).changed).toBe(0)
  })

  it('is lost where it was lost here', () => {
    const runs = runsOf(source).map((run, i) =>
      i === 3 ? { ...run, status: { kind: 'failed' as const, code: 'crashed', detail: '' } } : run,
    )
    expect(verified(claimed, source.plan, runs)).toMatchObject({ waiting: 0, lost: 1 })
  })
})

describe('the kind of a backend', () => {
  it('is what its words say before the details', () => {
    expect(kindOf(HOW)).toBe('wasm, compiled')
    expect(kindOf('wasm, eager: no kernel for this')).toBe('wasm, eager')
  })

  it('gives the same numbers everywhere only where sums have one order and one rounding', () => {
    expect(isDeterministic(HOW, false)).toBe(true)
    expect(isDeterministic(HOW, true)).toBe(false)
    expect(isDeterministic('webgpu, compiled (88 launches)', false)).toBe(false)
    expect(isDeterministic('wasm, eager', false)).toBe(false)
  })
})
