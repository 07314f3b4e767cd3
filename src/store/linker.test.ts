import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { runHash } from '../experiment/hash.ts'
import { claimsOf } from '../run/claiming.ts'
import { openedLink } from '../run/opened-link.ts'
import { resultLink } from '../run/result-link.ts'
import { verified } from '../run/verify.ts'
import { claimable } from '../testing/claimable.ts'
import { type FakeTrainer, fakeTrainer, infoOf, SAMPLE_HASH, uploadSchema } from '../testing/fake-trainer.ts'
import { shareableOf, sharedRecipe, sharedResults } from './sharing.ts'
import { createWorkbench, type Workbench, type WorkbenchOptions } from './workbench.ts'

const SOURCE = claimable()
const MADE = {
  version: '0.1.0',
  how: 'wasm, compiled',
  deterministic: true,
  seconds: null,
  bytes: null,
} as const
const WISH = { without: new Set<never>(), note: null, used: 0 }

function linkOf(more: { readonly note?: string; readonly extra?: Record<string, unknown> } = {}): string {
  const claims = claimsOf(SOURCE)
  if (claims === null) throw new Error('there is nothing to claim')
  const view = { task: SOURCE.task, slice: null, metric: 'auc' } as const
  return resultLink({ plan: SOURCE.plan, claims, made: MADE, view, ...more }).link
}

describe('results that a link claims', () => {
  let trainer: FakeTrainer
  let workbench: Workbench
  const state = () => workbench.getState()
  const { plan } = SOURCE

  function open(options: WorkbenchOptions = {}): void {
    trainer = fakeTrainer()
    workbench = createWorkbench(trainer.port, options)
    trainer.say({
      type: 'imported',
      importId: trainer.last('import-builtin').importId,
      dataset: infoOf(SAMPLE_HASH, 'sample', state().draft.schema),
    })
  }
  /** Plays what the trainer is asked for: the run of the same config and seed, as it went at the sender's. */
  function trainAll(change = 0): void {
    const known = new Map(SOURCE.groups.flatMap(({ runs }) => runs.map((run) => [runHash(run.config), run])))
    while (state().queue.length > 0) {
      const { runId, config } = trainer.last('start')
      const like = known.get(runHash(config))
      if (like?.report == null) throw new Error(`${runId} is claimed by nobody`)
      const report = {
        ...like.report,
        metrics: like.report.metrics.map((one) => ({ ...one, auc: (one.auc ?? 0) + change })),
      }
      const event = (of: Parameters<typeof trainer.say>[0]) => trainer.say(of)
      const how = 'wasm, compiled (455 operations)'
      event({
        type: 'run',
        runId,
        event: {
          type: 'started',
          how,
          parameterCount: 1,
          totalSteps: 420,
          stepsPerEpoch: 28,
          batchSize: 512,
          terms: [],
        },
      })
      event({ type: 'run', runId, event: { type: 'tested', step: 420, report } })
      event({
        type: 'run',
        runId,
        event: { type: 'ended', reason: 'finished', step: 420, bestStep: 1, seconds: 1, rowsPerSecond: 1 },
      })
    }
  }

  beforeEach(() => {
    vi.useFakeTimers()
    open()
  })
  afterEach(() => {
    workbench.close()
    vi.useRealTimers()
  })

  it('lie apart from the runs that were trained here, and nothing is trained by opening them', () => {
    workbench.actions.openLink(linkOf({ note: 'Look at Clusters' }))
    expect(state().link).toMatchObject({ kind: 'review', note: 'Look at Clusters' })
    expect(state().claims).toBeNull()
    workbench.actions.acceptLink(false)
    expect(state().claims?.claimed.made).toEqual(MADE)
    expect(state().claims?.plan.groups).toHaveLength(6)
    expect(state().plan.seeds).toEqual(plan.seeds)
    expect(state().runs.size).toBe(0)
    expect(trainer.all('start')).toEqual([])
    workbench.actions.dropClaims()
    expect(state().claims).toBeNull()
  })

  it('are verified by training each of their runs here', () => {
    workbench.actions.openLink(linkOf())
    workbench.actions.acceptLink(false)
    workbench.actions.verifyClaims()
    trainAll()
    expect(trainer.all('start')).toHaveLength(30)
    const claims = state().claims
    if (claims === null) throw new Error('the claims are gone')
    const { stamps, waiting } = verified(claims.claimed, claims.plan, state().runs.values())
    expect(stamps).toHaveLength(360)
    expect(waiting).toBe(0)
    expect(stamps.every(({ verdict, tolerance }) => verdict === 'reproduced' && tolerance === 'exact')).toBe(
      true,
    )
    expect(state().claims).toBe(claims)
  })

  it('are verified by training here also what came in an archive', () => {
    workbench.actions.openLink(linkOf())
    workbench.actions.acceptLink(false)
    const claims = state().claims
    if (claims === null) throw new Error('the claims are gone')
    const foreign = state().plan.groups.flatMap((group, g) =>
      plan.seeds.flatMap((seed) => {
        const run = SOURCE.groups[g]?.runs.find(({ config }) => config.seed === seed)
        const id = `${group.id}|${seed}`
        return run === undefined ? [] : [[id, { ...run, id, origin: 'archive' as const }] as const]
      }),
    )
    workbench.setState({ runs: new Map(foreign) })
    expect(verified(claims.claimed, claims.plan, state().runs.values())).toMatchObject({
      stamps: [],
      waiting: 30,
    })
    expect(shareableOf(state(), '9.9.9')?.made).toMatchObject({
      how: null,
      deterministic: false,
      seconds: null,
    })
    workbench.actions.verifyClaims()
    trainAll()
    expect(trainer.all('start')).toHaveLength(30)
    const { stamps, waiting } = verified(claims.claimed, claims.plan, state().runs.values())
    expect({ stamps: stamps.length, waiting }).toEqual({ stamps: 360, waiting: 0 })
    expect([...state().runs.values()].every(({ origin }) => origin === undefined)).toBe(true)
  })

  it('of runs that went on on another backend say of none that it gives equal numbers', () => {
    workbench.actions.openLink(linkOf())
    workbench.actions.acceptLink(false)
    workbench.actions.verifyClaims()
    trainAll()
    const [first] = state().runs.values()
    if (first === undefined) throw new Error('nothing was trained')
    const moved = { cause: 'deviceLost', step: 1, at: 1, gap: 1, repeated: 0 } as const
    const change = { ...moved, before: 'webgpu, compiled', how: 'wasm, compiled' }
    workbench.setState({ runs: new Map(state().runs).set(first.id, { ...first, interruptions: [change] }) })
    expect(shareableOf(state(), '9.9.9')?.made).toMatchObject({
      how: null,
      deterministic: false,
      seconds: [1, 1],
    })
  })

  it('are found out where the runs here say something else', () => {
    workbench.actions.openLink(linkOf())
    workbench.actions.acceptLink(false)
    workbench.actions.verifyClaims()
    trainAll(0.01)
    const claims = state().claims
    if (claims === null) throw new Error('the claims are gone')
    const { stamps } = verified(claims.claimed, claims.plan, state().runs.values())
    const aucs = stamps.filter(({ metric }) => metric === 'auc')
    expect(aucs.every(({ verdict }) => verdict === 'differs')).toBe(true)
    expect(
      stamps.filter(({ metric }) => metric === 'gauc').every(({ verdict }) => verdict === 'reproduced'),
    ).toBe(true)
  })

  it('are verified also after the plan was changed: it comes back', () => {
    workbench.actions.openLink(linkOf())
    workbench.actions.acceptLink(false)
    workbench.actions.planFrom('draft')
    workbench.actions.setSeeds([9])
    workbench.actions.verifyClaims()
    expect(state().plan.groups).toHaveLength(6)
    expect(state().plan.seeds).toEqual(plan.seeds)
    expect(state().queue).toHaveLength(30)
  })

  it('of other data are tried on one’s own: the recipe is theirs, what is read is one’s own', () => {
    const other = plan.groups.map((group) => ({
      ...group,
      config: { ...group.config, dataset: { kind: 'upload', id: 'ef'.repeat(32), name: '' } as const },
    }))
    const claims = claimsOf(SOURCE)
    if (claims === null) throw new Error('there is nothing to claim')
    workbench.actions.openLink(resultLink({ plan: { ...plan, groups: other }, claims, made: MADE }).link)
    const { dataset, schema, split } = state().draft
    workbench.actions.tryLink()
    for (const { config } of state().plan.groups) expect(config).toMatchObject({ dataset, schema, split })
    expect(state().plan.groups.map(({ config }) => Object.keys(config.modules))).toEqual(
      plan.groups.map(({ config }) => Object.keys(config.modules)),
    )
    expect(state().claims?.plan.groups[0]?.config.dataset.id).toBe('ef'.repeat(32))
    workbench.actions.verifyClaims()
    expect(state().problem?.[0]?.code).toBe('dataset.missingUnnamed')
    expect(state().queue).toEqual([])
  })

  it('survive a reload, by the link that makes them', () => {
    const kept = new Map<string, string>()
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    }
    open({ storage })
    workbench.actions.openLink(linkOf({ extra: { zz: 1 } }))
    workbench.actions.acceptLink(false)
    vi.advanceTimersByTime(1000)
    const before = state()
    open({ storage })
    expect(state().claims).toEqual(before.claims)
    expect(state().carried).toEqual({ zz: 1 })
  })

  it('are passed on as they came, with what is not known here, while nothing was trained', () => {
    const sent = linkOf({ extra: { zz: 1 } })
    workbench.actions.openLink(sent)
    workbench.actions.acceptLink(false)
    const shareable = shareableOf(state(), '9.9.9')
    if (shareable === null) throw new Error('there is nothing to share')
    expect(shareable.from).toBe('link')
    const again = openedLink(sharedResults(state(), shareable, WISH).link)
    const first = openedLink(sent)
    if (!again.ok || !first.ok) throw new Error('a link cannot be read')
    expect(again.value.claimed).toEqual(first.value.claimed)
    expect(again.value.extra).toEqual({ zz: 1 })
    workbench.actions.setSeeds([9])
    expect(shareableOf(state(), '9.9.9')).toBeNull()
  })

  it('leave what is not known here with the plan that it came with', () => {
    workbench.actions.openLink(linkOf({ extra: { zz: 1 } }))
    workbench.actions.acceptLink(false)
    workbench.actions.setSeeds([9])
    workbench.actions.removeGroup(state().plan.groups[1]?.id ?? '')
    expect(state().carried).toEqual({ zz: 1 })
    workbench.actions.planFrom('draft')
    expect(state().carried).toBeNull()
    workbench.actions.verifyClaims()
    expect(state().carried).toEqual({ zz: 1 })
    workbench.actions.dropClaims()
    expect(state().carried).toBeNull()
    workbench.actions.openLink(linkOf())
    workbench.actions.tryLink()
    expect(state().carried).toBeNull()
  })

  it('give way to one’s own runs when these are shared, which say what made them', () => {
    workbench.actions.openLink(linkOf())
    workbench.actions.acceptLink(false)
    workbench.actions.run()
    trainAll(0.003)
    const shareable = shareableOf(state(), '9.9.9')
    expect(shareable?.from).toBe('runs')
    expect(shareable?.made).toMatchObject({
      version: '9.9.9',
      how: 'wasm, compiled',
      deterministic: true,
      seconds: [1, 1],
    })
    expect(shareable?.claims.cells[0]?.values[0]?.[0]).toBeCloseTo(
      (claimsOf(SOURCE)?.cells[0]?.values[0]?.[0] ?? 0) + 0.003,
      6,
    )
  })

  it('and unknown parts, curves and deciles stay out where a person takes them out', () => {
    workbench.actions.openLink(linkOf({ extra: { zz: 1 } }))
    workbench.actions.acceptLink(false)
    const shareable = shareableOf(state(), '9.9.9')
    if (shareable === null) throw new Error('there is nothing to share')
    const wish = { without: new Set(['curves', 'deciles', 'carried'] as const), note: 'Short', used: 0 }
    const read = openedLink(sharedResults(state(), shareable, wish).link)
    if (!read.ok) throw new Error('the link cannot be read')
    expect(read.value).toMatchObject({ note: 'Short', extra: null })
    expect(read.value.claimed?.claims).toMatchObject({ curves: null, deciles: null })
    expect(openedLink(sharedRecipe(state(), wish))).toMatchObject({ ok: true, value: { claimed: null } })
  })
})

describe('the link of an upload', () => {
  it('names no scene of the file, which the sample’s does of the sample', () => {
    const workbench = createWorkbench(fakeTrainer().port)
    const state = workbench.getState()
    workbench.close()
    const viewOf = (dataset: typeof state.draft.dataset, slice: string) => {
      const group = { id: 'g1', label: null, style: 0, config: { ...state.draft, dataset } }
      const shared = { ...state, view: { ...state.view, slice }, plan: { groups: [group], seeds: [1] } }
      const read = openedLink(sharedRecipe(shared, WISH))
      if (!read.ok) throw new Error(JSON.stringify(read.error))
      return read.value.view?.slice
    }
    const upload = { kind: 'upload', id: 'ef'.repeat(32), name: '' } as const
    expect(viewOf(upload, 'scene=secret')).toBeNull()
    expect(viewOf(upload, 'activity=low')).toBe('activity=low')
    expect(viewOf(state.draft.dataset, 'scene=video')).toBe('scene=video')
    expect(viewOf(upload, 'custom=0123456789abcdef')).toBeNull()
  })

  it('says neither what the file is called nor the hash of its bytes', () => {
    const upload = { kind: 'upload', id: 'ef'.repeat(32), name: 'secret-shop.csv' } as const
    const workbench = createWorkbench(fakeTrainer().port)
    const state = workbench.getState()
    workbench.close()
    const config = { ...state.draft, dataset: upload, name: upload.name }
    const group = { id: 'g1', label: null, style: 0, config }
    const datasets = new Map([[upload.id, infoOf(upload.id, upload.name, uploadSchema)]])
    const read = openedLink(sharedRecipe({ ...state, datasets, plan: { groups: [group], seeds: [1] } }, WISH))
    if (!read.ok) throw new Error(JSON.stringify(read.error))
    expect(JSON.stringify(read.value)).not.toContain('secret-shop')
    expect(read.value.plan.groups[0]?.config.dataset).toEqual({ ...upload, id: 'some::100', name: '' })
  })
})
