import { strFromU8, unzipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { issue } from '../core/result.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { encodeLink } from '../experiment/link.ts'
import { queuedRun, type Run } from '../run/run.ts'
import { fakeTrainer } from '../testing/fake-trainer.ts'
import { attemptOf, hasWeights } from './attempts.ts'
import { cellsOf } from './runs.ts'
import { runKey } from './state.ts'
import { createWorkbench, type Workbench } from './workbench.ts'

const settled = () => new Promise<void>((resolve) => setTimeout(resolve))
const RUN = { attempt: 'a|1#1' }

describe('a trained model taken along', () => {
  const trainer = fakeTrainer()
  let workbench: Workbench
  let saved: string[]
  beforeEach(() => {
    saved = []
    workbench = createWorkbench(trainer.port, {
      saveFile: (name, { byteLength }) => saved.push(`${name} ${byteLength}`),
    })
  })
  afterEach(() => workbench.close())

  it('is asked for once at a time and handed over when it is made', async () => {
    workbench.actions.exportModel(RUN, 'A run', 'pytorch')
    workbench.actions.exportModel(RUN, 'A run', 'onnx')
    expect(trainer.all('export-model')).toHaveLength(1)
    const { exportId, runId, form } = trainer.last('export-model')
    expect([runId, form]).toEqual(['a|1#1', 'pytorch'])
    expect(workbench.getState().exporting).toBe(true)
    trainer.say({ type: 'exported', exportId, name: 'a.zip', bytes: new ArrayBuffer(3) })
    await settled()
    expect(saved).toEqual(['a.zip 3'])
    expect(workbench.getState().exporting).toBe(false)
  })

  it('that cannot be made says why, and the next may be asked for', async () => {
    workbench.actions.exportModel(RUN, 'A run', 'onnx')
    const issues = [{ path: 'run', code: 'inspect.noWeights', params: {}, severity: 'error' as const }]
    trainer.say({ type: 'unexported', exportId: trainer.last('export-model').exportId, issues })
    await settled()
    expect(workbench.getState()).toMatchObject({ exporting: false, problem: issues })
    expect(saved).toEqual([])
  })

  it('of a run that was never trained is not asked for', () => {
    const before = trainer.all('export-model').length
    workbench.actions.exportModel({ attempt: null }, 'A run', 'pytorch')
    expect(trainer.all('export-model')).toHaveLength(before)
  })
})

describe('a comparison taken along', () => {
  const trainer = fakeTrainer()
  let workbench: Workbench
  let saved: { readonly name: string; readonly bytes: Uint8Array }[]
  beforeEach(() => {
    saved = []
    workbench = createWorkbench(trainer.port, {
      visit: 'now.',
      saveFile: (name, bytes) => saved.push({ name, bytes: new Uint8Array(bytes) }),
    })
  })
  afterEach(() => workbench.close())

  const runOf = (id: string, config: ExperimentConfig, attempt: string): Run => ({
    ...queuedRun(id, config),
    status: { kind: 'ended', reason: 'finished', step: 9 },
    attempt,
  })
  /** Runs of the whole plan. */
  function trained(attemptOf: (id: string, at: number) => string): void {
    const runs = cellsOf(workbench.getState().plan).map(
      ({ id, config }, i) => [id, runOf(id, config, attemptOf(id, i))] as const,
    )
    workbench.setState({ runs: new Map([...workbench.getState().runs, ...runs]) })
  }
  const link = () => encodeLink(workbench.getState().plan)
  async function fileMade() {
    await vi.waitFor(() => expect(workbench.getState().exporting).toBe(false))
    const file = saved.at(-1)
    if (file === undefined) throw new Error('no file was made')
    const entries = Object.entries(unzipSync(file.bytes)).map(([name, bytes]) => [name, strFromU8(bytes)])
    return { name: file.name, entries: Object.fromEntries(entries) as Record<string, string> }
  }

  it('holds the runs of its plan and no others, and neither name nor hash of a file', async () => {
    const { plan } = workbench.getState()
    const groups = plan.groups.map((group) => ({
      ...group,
      config: {
        ...group.config,
        name: 'Secret Shop 2026',
        dataset: { kind: 'upload' as const, id: '0f'.repeat(32), name: 'Secret Shop 2026.csv' },
      },
    }))
    workbench.setState({ plan: { ...plan, groups } })
    trained((id) => `${id}#now.1`)
    const first = groups[0]?.config as ExperimentConfig
    // Of a comparison before: a group that went, a seed that went, and a config that a group had.
    const others = [
      runOf('before|1', { ...first, seed: 1 }, 'a'),
      runOf(runKey(groups[0]?.id ?? '', 77), { ...first, seed: 77 }, 'b'),
      runOf(
        runKey(groups[1]?.id ?? '', 1),
        { ...first, training: { ...first.training, learningRate: 0.0123 }, seed: 1 },
        'c',
      ),
    ]
    const runs = new Map(workbench.getState().runs)
    for (const run of others) runs.set(run.id, run)
    workbench.setState({ runs })
    workbench.actions.saveExperiment(link(), null)
    const { name, entries } = await fileMade()
    const ids = cellsOf(workbench.getState().plan).map(({ id }) => id.replace('|', '-'))
    const kept = ids.filter((id) => id !== `${groups[1]?.id}-1`)
    expect(Object.keys(entries).sort()).toEqual(
      ['manifest.json', ...kept.flatMap((id) => [`runs/${id}.json`, `configs/${id}.json`])].sort(),
    )
    for (const text of [name, ...Object.keys(entries), ...Object.values(entries)]) {
      expect(text).not.toContain('Secret')
      expect(text).not.toContain('0f'.repeat(32))
      expect(text).not.toContain('before')
      expect(text).not.toContain('0.0123')
    }
  })

  it('is made without the weights that are gone: those of an earlier visit are not asked for, and all are named', async () => {
    trained((id, at) => `${id}#${at === 0 ? 'then.1' : `now.${at}`}`)
    const cells = cellsOf(workbench.getState().plan).map(({ id }) => id)
    const before = trainer.all('export-model').length
    workbench.actions.saveExperiment(link(), 'pytorch')
    for (const at of cells.slice(1).keys()) {
      await vi.waitFor(() => expect(trainer.all('export-model')).toHaveLength(before + at + 1))
      const { exportId, runId } = trainer.last('export-model')
      expect(runId).toBe(`${cells[at + 1]}#now.${at + 1}`)
      if (at === 1) trainer.say({ type: 'unexported', exportId, issues: [issue('run', 'inspect.noWeights')] })
      else trainer.say({ type: 'exported', exportId, name: 'a.zip', bytes: new ArrayBuffer(3) })
    }
    const { entries } = await fileMade()
    const names = cells.map((id) => id.replace('|', '-'))
    const gone = [names[0], names[2]]
    expect(Object.keys(entries).filter((name) => name.startsWith('weights/'))).toEqual(
      names.filter((name) => !gone.includes(name)).map((name) => `weights/${name}.zip`),
    )
    expect(Object.keys(entries).filter((name) => name.startsWith('runs/'))).toHaveLength(cells.length)
    expect(JSON.parse(entries['manifest.json'] ?? '').contains).toMatchObject({
      ...{ weights: cells.length - 2, rows: true, testVectors: cells.length - 2 },
      withoutWeights: gone,
    })
    expect(workbench.getState().problem).toMatchObject([{ code: 'export.missing', severity: 'warning' }])
    expect(String(workbench.getState().problem?.[0]?.params.runs).split('; ')).toHaveLength(2)
  })

  it.each([
    ['pytorch', { rows: true, testVectors: 1 }],
    ['weights', { rows: false }],
  ] as const)('says whether it holds test rows: %s', async (form, told) => {
    trained((id, at) => `${id}#${at === 0 ? 'now' : 'then'}.1`)
    const before = trainer.all('export-model').length
    workbench.actions.saveExperiment(link(), form)
    await vi.waitFor(() => expect(trainer.all('export-model')).toHaveLength(before + 1))
    const { exportId, form: asked } = trainer.last('export-model')
    expect(asked).toBe(form)
    trainer.say({ type: 'exported', exportId, name: 'a.zip', bytes: new ArrayBuffer(3) })
    const { contains } = JSON.parse((await fileMade()).entries['manifest.json'] ?? '')
    const { runs: _runs, withoutWeights: _without, ...rest } = contains
    expect(rest).toEqual({ weights: 1, ...told })
  })

  it('is not made where a model has no form outside, and says so', async () => {
    trained((id) => `${id}#now.1`)
    const before = [saved.length, trainer.all('export-model').length] as const
    workbench.actions.saveExperiment(link(), 'pytorch')
    await vi.waitFor(() => expect(trainer.all('export-model').length).toBeGreaterThan(before[1]))
    const issues = [issue('run', 'export.noFormAnywhere', { operation: 'Cumsum' })]
    trainer.say({ type: 'unexported', exportId: trainer.last('export-model').exportId, issues })
    await vi.waitFor(() => expect(workbench.getState().exporting).toBe(false))
    expect(saved).toHaveLength(before[0])
    expect(workbench.getState().problem).toEqual(issues)
  })
})

describe('whether trained weights may be at hand', () => {
  const run = (attempt: string | null, kind: 'ended' | 'failed' = 'ended') =>
    ({ ...queuedRun('g#1|2', sampleConfig()), attempt, status: { kind, reason: 'finished', step: 1 } }) as Run
  it.each([
    ['of this visit', run('g#1|2#ab.12'), true],
    ['of another', run('g#1|2#cd.12'), false],
    ['never sent', run(null), false],
    ['failed', run('g#1|2#ab.12', 'failed'), false],
  ])('%s', (_, one, answer) => expect(hasWeights(one, 'ab.')).toBe(answer))
  it('is what the trainer is told by the name of an attempt', () =>
    expect(hasWeights(run(attemptOf('g#1|2', 'ab.', 7)), 'ab.')).toBe(true))
})
