import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pack, unpack } from '../core/pack.ts'
import { issue } from '../core/result.ts'
import { fakeDevice, type Page } from '../testing/fake-device.ts'
import { infoOf, uploadSchema } from '../testing/fake-trainer.ts'
import { ended, STARTED, tested } from '../testing/run-events.ts'
import { openRun, wholeRun } from '../testing/whole-run.ts'
import { packArchive } from './archive.ts'
import { createArchivist } from './archivist.ts'
import { openRecord, wholeRecord } from './run-record.ts'

describe('everything, taken from one device to another', () => {
  let devices: readonly ReturnType<typeof fakeDevice>[] = []
  let [from, to]: Page[] = []
  const files: Blob[] = []

  const archivist = (page: Page) =>
    createArchivist(page.workbench, page.trainer.port, {
      app: '1.2.3',
      now: () => 1_700_000_000_000,
      save: (_name, file) => void files.push(file),
      breathe: async () => undefined,
      whole: page.keeper.whole,
    })
  function train(page: Page, auc: number): void {
    page.workbench.actions.run()
    while (page.workbench.getState().queue.length > 0) {
      const { runId } = page.trainer.last('start')
      for (const event of [STARTED, tested('click', auc, 0.01, 'k'), ended('finished')]) {
        page.trainer.say({ type: 'run', runId, event })
      }
    }
  }
  const aucs = (page: Page) =>
    Object.fromEntries(
      [...page.workbench.getState().runs.values()].map(({ id, report }) => [id, report?.metrics[0]?.auc]),
    )

  beforeEach(async () => {
    files.length = 0
    devices = [fakeDevice(), fakeDevice()]
    ;[from, to] = await Promise.all(devices.map((device) => device.open()))
  })
  afterEach(() => {
    for (const device of devices) device.close()
  })

  it('brings runs, plan, notes and the memory of deleted runs, and puts them on that device', async () => {
    if (from === undefined || to === undefined) throw new Error('no pages')
    from.workbench.actions.setSeeds([4])
    train(from, 0.7)
    from.workbench.actions.noteComparison({ note: 'as expected' })
    from.workbench.actions.deleteRuns(['g2|4'])
    await archivist(from).exportAll(false)
    const there = archivist(to)
    await there.review(files[0] as Blob)
    expect(to.workbench.getState().keep.review).toMatchObject({ runs: 1, datasets: [], hasComparison: true })
    expect(to.workbench.getState().runs.size).toBe(0)
    there.take(true)
    const [mine, theirs] = [from.workbench.getState(), to.workbench.getState()]
    expect(theirs.plan).toEqual(mine.plan)
    expect(theirs.view.compare).toEqual(mine.view.compare)
    expect(theirs.deleted).toEqual(mine.deleted)
    expect(aucs(to)).toEqual({ 'g1|4': 0.7 })
    expect(theirs.runs.get('g1|4')?.origin).toBe('archive')
    expect(mine.runs.get('g1|4')?.origin).toBeUndefined()
    const { database } = to
    await vi.waitFor(async () => expect(await database.runs.count()).toBe(1))
  })

  it('beside what is there replaces neither plan nor runs', async () => {
    if (from === undefined || to === undefined) throw new Error('no pages')
    from.workbench.actions.setSeeds([4])
    from.workbench.actions.editTraining({ epochs: 3 })
    train(from, 0.7)
    to.workbench.actions.setSeeds([1])
    train(to, 0.6)
    const before = aucs(to)
    await archivist(from).exportAll(false)
    const there = archivist(to)
    await there.review(files[0] as Blob)
    there.take(false)
    expect(aucs(to)).toEqual({ ...before, 'g3|4': 0.7, 'g4|4': 0.7 })
    const foreign = [...to.workbench.getState().runs.values()].filter(({ origin }) => origin === 'archive')
    expect(foreign.map(({ id }) => id).sort()).toEqual(['g3|4', 'g4|4'])
    expect(to.workbench.getState().plan.seeds).toEqual([1])
  })

  it('brings a finished run over one that was stopped here, leaves the others, and counts those', async () => {
    if (from === undefined || to === undefined) throw new Error('no pages')
    for (const { workbench } of [from, to]) workbench.actions.setSeeds([4])
    train(from, 0.7)
    to.workbench.actions.run()
    for (const reason of ['stopped', 'finished'] as const) {
      const { runId } = to.trainer.last('start')
      for (const event of [STARTED, tested('click', 0.6, 0.01, 'k'), ended(reason)]) {
        to.trainer.say({ type: 'run', runId, event })
      }
    }
    await archivist(from).exportAll(false)
    for (const opens of [false, true]) {
      const there = archivist(to)
      await there.review(files[0] as Blob)
      expect(to.workbench.getState().keep.review).toMatchObject({ runs: 2, here: opens ? 2 : 1 })
      there.take(opens)
      expect(Object.values(aucs(to)).sort()).toEqual([0.6, 0.7])
    }
  })

  it('remembers what was deleted there also where its comparison is not opened', async () => {
    if (from === undefined || to === undefined) throw new Error('no pages')
    train(from, 0.7)
    const [first = ''] = from.workbench.getState().runs.keys()
    from.workbench.actions.deleteRuns([first])
    await archivist(from).exportAll(false)
    for (let times = 0; times < 2; times++) {
      const there = archivist(to)
      await there.review(files[0] as Blob)
      there.take(false)
      expect(to.workbench.getState().deleted).toEqual(from.workbench.getState().deleted)
    }
  })

  it('leaves out a run that has not ended', async () => {
    if (to === undefined) throw new Error('no pages')
    const runs = [openRun('g1|1'), wholeRun('g2|1')].map((run) => ({
      id: run.id,
      bytes: openRecord(run).bytes,
    }))
    const chunks = await packArchive({ comparison: null, runs, datasets: [] }, '1.2.3', async () => undefined)
    await archivist(to).review(new Blob([...chunks]))
    expect(to.workbench.getState().keep.review).toMatchObject({
      runs: 1,
      issues: [{ path: 'g1|1', code: 'archive.notEnded' }],
    })
  })

  it('takes a run whose readings are damaged without them, and says so', async () => {
    if (to === undefined) throw new Error('no pages')
    const own = wholeRun('g1|1')
    const raw = unpack(await wholeRecord(own))
    const record = (raw.ok ? raw.value : {}) as { readonly readings: Uint8Array }
    const readings = record.readings.slice(0, -1)
    const runs = [
      { id: own.id, bytes: pack({ ...record, readings }) },
      { id: 'g1|9', bytes: await wholeRecord(wholeRun('g1|9', { ...own.config, seed: 9 })) },
    ]
    const chunks = await packArchive({ comparison: null, runs, datasets: [] }, '1.2.3', async () => undefined)
    const there = archivist(to)
    await there.review(new Blob([...chunks]))
    expect(to.workbench.getState().keep.review).toMatchObject({
      runs: 2,
      issues: [{ path: 'g1|1', code: 'archive.readingsLost', severity: 'warning' }],
    })
    there.take(false)
    const taken = [...to.workbench.getState().runs.values()]
    expect(taken.map(({ report }) => report)).toEqual([own.report, own.report])
    const told = taken.map(({ config, apart, history }) => [config.seed, apart?.isLost, history.size > 0])
    expect(new Map(told.map(([seed, ...rest]) => [seed, rest]))).toEqual(
      new Map([
        [1, [true, false]],
        [9, [undefined, true]],
      ]),
    )
  })

  it('says what fails, and can be asked again', async () => {
    if (from === undefined || to === undefined) throw new Error('no pages')
    const info = infoOf('ef'.repeat(32), 'shop.csv', uploadSchema)
    from.trainer.say({ type: 'kept', datasets: [{ info, bytes: 3 }], checkpoints: [] })
    const packing = archivist(from).exportAll(true)
    expect(from.workbench.getState().keep.isBusy).toBe(true)
    const { packId } = from.trainer.last('pack-datasets')
    const issues = [issue('worker', 'worker.crashed', { detail: 'gone' })]
    // Neither trouble with something else nor what another asked for answers it.
    from.trainer.say({ type: 'trouble', issues: [] })
    from.trainer.say({ type: 'not-packed', packId: 'another', issues })
    from.trainer.say({ type: 'packed-datasets', packId: 'another', files: [] })
    await new Promise((resolve) => setTimeout(resolve))
    expect(from.workbench.getState().keep.isBusy).toBe(true)
    from.trainer.say({ type: 'not-packed', packId, issues })
    await packing
    const codes = (page: Page) => page.workbench.getState().problem?.map(({ code }) => code)
    expect(codes(from)).toEqual(['archive.notPacked'])
    expect(from.workbench.getState().problem?.[0]?.params).toEqual({ detail: 'gone' })
    expect([from.workbench.getState().keep.isBusy, files]).toEqual([false, []])
    const gone = Object.assign(new Blob(['x']), {
      slice: () => ({ arrayBuffer: () => Promise.reject(new Error('gone')) }),
    })
    await archivist(to).review(gone as unknown as Blob)
    expect(codes(to)).toEqual(['archive.unread'])
    expect(to.workbench.getState().keep.isBusy).toBe(false)
  })

  it('takes datasets along where that is ticked, as the trainer packs them', async () => {
    if (from === undefined || to === undefined) throw new Error('no pages')
    const info = infoOf('ef'.repeat(32), 'shop.csv', uploadSchema)
    from.trainer.say({ type: 'kept', datasets: [{ info, bytes: 3 }], checkpoints: [] })
    const packing = archivist(from).exportAll(true)
    const { packId, ids } = from.trainer.last('pack-datasets')
    expect(ids).toEqual([info.id])
    const columns = Uint8Array.of(1, 2, 3)
    const passport = Uint8Array.of(4)
    from.trainer.say({
      type: 'packed-datasets',
      packId,
      files: [{ id: info.id, columns: columns.buffer, passport: passport.buffer }],
    })
    await packing
    const there = archivist(to)
    await there.review(files[0] as Blob)
    expect(to.workbench.getState().keep.review?.datasets).toEqual(['shop.csv'])
    there.take(false)
    const [file] = to.trainer.last('keep-datasets').files
    expect([new Uint8Array(file?.columns ?? []), new Uint8Array(file?.passport ?? [])]).toEqual([
      columns,
      passport,
    ])
  })
})
