import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pack } from '../core/pack.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { runHash } from '../experiment/hash.ts'
import type { RunEvent } from '../run/events.ts'
import type { Run } from '../run/run.ts'
import { canGoOn, unfinishedCells } from '../store/unfinished.ts'
import { fakeDevice, type Page } from '../testing/fake-device.ts'
import { ended, STARTED, tested } from '../testing/run-events.ts'
import { wholeRun } from '../testing/whole-run.ts'
import { KeepDatabase } from './database.ts'
import { RUN_VERSION } from './run-record.ts'

const loss = (step: number): RunEvent => ({
  type: 'metrics',
  points: [{ key: { split: 'train', metric: 'loss', of: null, slice: null }, step, value: 1 / step }],
})
const checkpointed = (step: number): RunEvent => ({ type: 'checkpointed', step, seconds: 1, bytes: 10 })

describe('what is kept on the device', () => {
  let device: ReturnType<typeof fakeDevice>
  let page: Page
  const state = () => page.workbench.getState()
  const actions = () => page.workbench.actions
  const codes = () => state().problem?.map(({ code }) => code) ?? []
  const play = (...events: RunEvent[]) => {
    for (const event of events) {
      page.trainer.say({ type: 'run', runId: page.trainer.last('start').runId, event })
    }
  }
  const end = (auc = 0.7) => play(STARTED, loss(10), tested('click', auc, 0.01, 'k'), ended('finished'))
  /** The page is gone, as if it was killed, once the device holds this many finished and open runs. */
  async function reopened(finished: number, open: number, options = {}): Promise<void> {
    await vi.waitFor(async () => {
      expect([await page.database.runs.count(), await page.database.unfinished.count()]).toEqual([
        finished,
        open,
      ])
    })
    device.close()
    page = await device.open(options)
  }
  const statuses = () => [...state().runs.values()].map(({ id, status }) => [id, status.kind] as const)

  beforeEach(async () => {
    device = fakeDevice()
    page = await device.open()
  })
  afterEach(() => device.close())

  it('writes runs that come at once a few at a time: those that lie there outlive a page that goes meanwhile', async () => {
    const most = vi.spyOn(page.database.runs, 'bulkPut')
    const runs = Array.from({ length: 7 }, (_, i) => wholeRun(`g1|${i}`, { ...sampleConfig(), seed: i }))
    page.workbench.setState({ runs: new Map(runs.map((run) => [run.id, run])) })
    await vi.waitFor(async () => expect(await page.database.runs.count()).toBe(7))
    const sizes = most.mock.calls.map(([records]) => records.length)
    expect(sizes.length).toBeGreaterThan(3)
    expect(Math.max(...sizes)).toBeLessThan(3)
  })

  it('brings back runs that have ended, with all they said, under their groups', async () => {
    actions().setSeeds([1])
    actions().run()
    end()
    end(0.6)
    const told = () =>
      [...state().runs.values()]
        .map(({ id, status, report, attempt }) => ({ id, status, report, attempt }))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
    const before = told()
    await reopened(2, 0)
    expect(told()).toEqual(before)
    expect(state().keep).toMatchObject({ status: 'open', runs: { count: 2 } })
  })

  it('offers what was on its way in its order, trains nothing by itself, and goes on from the checkpoint', async () => {
    actions().setSeeds([1, 2])
    actions().run()
    end()
    play(STARTED, loss(10), checkpointed(10), loss(20))
    const waiting = state().queue.map((id) => runHash((state().runs.get(id) as Run).config))
    await reopened(1, 3)
    expect([...state().unfinished.keys()]).toEqual(waiting)
    expect(state().queue).toEqual([])
    expect(page.trainer.all('start')).toEqual([])

    actions().resumeUnfinished()
    const [first] = page.trainer.all('start')
    expect(first?.checkpoints).toEqual({ key: waiting[0], from: 10 })
    expect(state().queue).toHaveLength(3)
    expect(state().unfinished.size).toBe(0)
    // What was told after the checkpoint is told again; the rest is there.
    play({ ...(STARTED as Extract<RunEvent, { type: 'started' }>), from: 10 })
    const run = state().runs.get(state().queue[0] as string)
    expect(run?.status).toEqual({ kind: 'running', step: 10 })
    expect([...(run?.series.values() ?? [])].map(({ length, steps }) => steps.slice(0, length))).toEqual([
      Int32Array.of(10),
    ])
  })

  it('goes on from it when Run is pressed instead, too', async () => {
    actions().run()
    play(STARTED, checkpointed(7))
    await reopened(0, 6)
    actions().run()
    expect(page.trainer.last('start').checkpoints?.from).toBe(7)
  })

  it('forgets what was given up', async () => {
    actions().run()
    play(STARTED, checkpointed(7))
    await reopened(0, 6)
    actions().dropUnfinished()
    await reopened(0, 0)
    expect(state().unfinished.size).toBe(0)
  })

  it('writes once when a run ends and once at a checkpoint, and for no other event', async () => {
    actions().setSeeds([1])
    actions().run()
    play(STARTED)
    await vi.waitFor(async () => expect(await page.database.unfinished.count()).toBe(2))
    await new Promise((resolve) => setTimeout(resolve, 400))
    const writing = vi.spyOn(page.database, 'transaction')
    for (let step = 1; step <= 50; step++) play(loss(step))
    await page.keeper.written()
    expect(writing).toHaveBeenCalledTimes(0)
    play(checkpointed(50))
    await page.keeper.written()
    expect(writing).toHaveBeenCalledTimes(1)
    play(tested('click', 0.7, 0.01, 'k'), ended('finished'))
    await page.keeper.written()
    expect(await page.database.runs.count()).toBe(1)
    expect(writing).toHaveBeenCalledTimes(2)
  })

  it('sets a damaged record aside by its name, as it was, and takes no other with it', async () => {
    actions().setSeeds([1])
    actions().run()
    end()
    end()
    await vi.waitFor(async () => expect(await page.database.runs.count()).toBe(2))
    const [broken] = await page.database.runs.toArray()
    const bytes = (broken as { bytes: Uint8Array }).bytes.slice(0, 100)
    await page.database.runs.update(broken?.key as string, { bytes })
    await reopened(2, 0)
    expect(state().runs.size).toBe(1)
    expect(state().problem).toMatchObject([{ path: broken?.id, code: 'stored.aside' }])
    expect(await page.database.aside.toArray()).toMatchObject([{ table: 'runs', key: broken?.key, bytes }])
    await reopened(1, 0)
    expect(codes()).toEqual([])
  })

  it('leaves what a newer version wrote as it is, says so once, and writes nothing over it', async () => {
    actions().setSeeds([1])
    actions().run()
    end()
    end()
    await vi.waitFor(async () => expect(await page.database.runs.count()).toBe(2))
    const [newer] = await page.database.runs.toArray()
    const bytes = pack({ version: RUN_VERSION + 1, run: {} })
    await page.database.runs.update(newer?.key as string, { bytes })
    await page.database.comparisons.put({ id: 'current', bytes })
    await reopened(2, 0)
    await page.keeper.reload()
    expect(codes()).toEqual(['stored.newerStays', 'stored.newerStays'])
    actions().setSeeds([1])
    actions().run()
    end(0.5)
    await page.keeper.written()
    expect(await page.database.runs.count()).toBe(2)
    expect((await page.database.runs.get(newer?.key as string))?.bytes).toEqual(bytes)
    expect((await page.database.comparisons.get('current'))?.bytes).toEqual(bytes)
    expect(await page.database.aside.count()).toBe(0)
  })

  it('tries what lies aside again: what can be read by now comes back, and what was trained since stays', async () => {
    actions().setSeeds([1])
    actions().run()
    end()
    end(0.6)
    await vi.waitFor(async () => expect(await page.database.runs.count()).toBe(2))
    const records = await page.database.runs.toArray()
    const { database } = page
    await database.aside.bulkAdd([
      ...records.map(({ key, bytes }) => ({ table: 'runs', key, bytes, why: 'stored.newer' })),
      { table: 'runs', key: 'broken', bytes: new Uint8Array(3), why: 'stored.damaged' },
    ])
    await database.runs.delete(records[0]?.key as string)
    await reopened(1, 0)
    expect([...state().runs.values()].map(({ report }) => report?.metrics[0]?.auc).sort()).toEqual([0.6, 0.7])
    expect((await page.database.aside.toArray()).map(({ key }) => key)).toEqual(['broken'])
  })

  it('remembers what was deleted, that it was read, and what was hidden', async () => {
    actions().setSeeds([1])
    actions().run()
    end()
    end()
    const [first] = [...state().runs.keys()]
    actions().deleteRuns([first as string])
    actions().hideGroup(state().plan.groups[1]?.id as string, true)
    const { hiddenGroups } = state()
    await reopened(1, 0)
    await vi.waitFor(() => expect(state().deleted).toMatchObject([{ lost: false, read: true }]))
    expect(state().hiddenGroups).toEqual(hiddenGroups)
  })

  it('takes up the draft and the plan where the browser’s small store is older, and not where it is newer', async () => {
    actions().setSeeds([5])
    actions().editTraining({ epochs: 3 })
    const { draft } = state()
    await vi.waitFor(async () => expect(await page.database.comparisons.count()).toBe(1))
    await new Promise((resolve) => setTimeout(resolve, 400))
    await reopened(0, 0)
    expect(state().draft).toEqual(draft)
    expect(state().plan.seeds).toEqual([5])
    await reopened(0, 0, { savedAt: Number.MAX_SAFE_INTEGER })
    expect(state().draft.training.epochs).toBe(15)
  })

  it('keeps the earlier result of a run that is trained again until the new one is there', async () => {
    actions().setSeeds([1])
    actions().run()
    end(0.7)
    end(0.6)
    const [first] = [...state().runs.keys()]
    actions().trainAgain(first as string)
    play(STARTED, loss(10))
    await reopened(2, 1)
    expect(statuses().map(([, kind]) => kind)).toEqual(['ended', 'ended'])
  })

  it('says that nothing is kept where the browser has no database, and once', async () => {
    const database = new KeepDatabase(`${device.name} broken`)
    vi.spyOn(database, 'open').mockRejectedValue(new Error('no database'))
    page = await device.open({ database })
    expect(state().keep).toMatchObject({ status: 'off', notices: ['off'] })
    actions().run()
    end()
    expect(state().keep.notices).toEqual(['off'])
  })

  it('tells a write that is refused for want of room, loses nothing, and writes it with the next', async () => {
    actions().setSeeds([1])
    actions().run()
    await vi.waitFor(async () => expect(await page.database.unfinished.count()).toBe(2))
    const full = Object.assign(new Error('full'), { name: 'QuotaExceededError' })
    const writing = vi.spyOn(page.database, 'transaction').mockRejectedValue(full)
    end()
    await vi.waitFor(() => expect(state().keep.notices).toContain('full'))
    expect(state().runs.size).toBe(2)
    writing.mockRestore()
    end()
    await reopened(2, 0)
    expect(state().runs.size).toBe(2)
  })

  it('goes on keeping after a record could not be made, which is told', async () => {
    actions().setSeeds([1])
    actions().run()
    end()
    await vi.waitFor(async () => expect(await page.database.runs.count()).toBe(1))
    const [[id, run] = []] = [...state().runs]
    if (id === undefined || run === undefined) throw new Error('no run')
    // No record holds a BigInt.
    const spoilt = { ...run, attempt: 1n as unknown as string }
    page.workbench.setState({ runs: new Map(state().runs).set(id, spoilt) })
    for (let times = 0; times < 2; times++) {
      page.workbench.setState({ runs: new Map(state().runs) })
      await page.keeper.written()
    }
    expect(codes()).toEqual(['worker.unexpected'])
    expect(state().keep.notices).not.toContain('off')
    page.workbench.setState({ runs: new Map(state().runs).set(id, { ...run, attempt: 'whole' }) })
    end()
    await reopened(2, 0)
    expect(state().runs.get(id)?.attempt).toBe('whole')
  })

  it('keeps every other run while the record of one cannot be made', async () => {
    actions().setSeeds([1])
    actions().run()
    end()
    await page.keeper.written()
    const [[id, run] = []] = [...state().runs]
    if (id === undefined || run === undefined) throw new Error('no run')
    // No record holds a BigInt.
    page.workbench.setState({
      runs: new Map(state().runs).set(id, { ...run, attempt: 1n as unknown as string }),
    })
    end(0.6)
    await page.keeper.written()
    expect([await page.database.runs.count(), await page.database.unfinished.count()]).toEqual([2, 0])
    expect(codes()).toEqual(['worker.unexpected'])
  })

  it('asks the browser to persist after the first run that has finished, once, and says where it does not promise', async () => {
    actions().setSeeds([1])
    actions().run()
    expect(state().keep.notices).toEqual([])
    end()
    await vi.waitFor(() => expect(state().keep.notices).toEqual(['ask']))
    device.room.promises = false
    await page.keeper.persist()
    expect(state().keep.notices).toEqual(['notPromised'])
    end()
    await reopened(2, 0)
    expect(state().keep.notices).toEqual([])
  })

  it('offers to free room from 60 % of it on: checkpoints that nothing under way needs, runs never', async () => {
    actions().setSeeds([1])
    actions().run()
    play(STARTED, checkpointed(7))
    await reopened(0, 2)
    const [key = ''] = state().unfinished.keys()
    page.trainer.say({ type: 'kept', datasets: [], checkpoints: [{ key, bytes: 84 }] })
    expect(state().keep.notices).toEqual([])
    device.room.usage = 600
    actions().run()
    await vi.waitFor(() => expect(state().keep.notices).toEqual(['tight']))
    await page.keeper.freeRoom()
    expect(page.trainer.all('drop-checkpoints')).toEqual([])
    actions().stopAll()
    await page.keeper.freeRoom()
    expect(page.trainer.last('drop-checkpoints').keys).toEqual([key])
  })

  it('brings back what a person stopped as stopped, to go on if they say so, until its room is freed', async () => {
    actions().setSeeds([1])
    actions().run()
    const [id = ''] = state().queue
    play(STARTED, loss(10), checkpointed(7), loss(20))
    actions().stopAll()
    play(tested('click', 0.6, 0.01, 'k'), ended('stopped'))
    await reopened(1, 1)
    const stopped = () => state().runs.get(id)
    expect(stopped()?.status).toMatchObject({ kind: 'ended', reason: 'stopped' })
    expect(stopped() !== undefined && canGoOn(stopped() as Run, state().unfinished)).toBe(true)
    expect(unfinishedCells(state())).toEqual([])
    const [key = ''] = state().unfinished.keys()
    page.trainer.say({ type: 'kept', datasets: [], checkpoints: [{ key, bytes: 84 }] })
    await page.keeper.freeRoom()
    expect(page.trainer.last('drop-checkpoints').keys).toEqual([key])
    expect(state().unfinished.size).toBe(0)
    await reopened(1, 0)
    expect(stopped()?.status.kind).toBe('ended')
  })

  it('offers nothing that another tab trains, until that one is done', async () => {
    actions().setSeeds([1])
    actions().run()
    play(STARTED, checkpointed(7))
    await vi.waitFor(async () => expect(await page.database.unfinished.count()).toBe(2))
    let free = (): void => undefined
    const untilFree = () =>
      new Promise<void>((resolve) => {
        free = resolve
      })
    const other = await device.open({ isElsewhere: async () => true, untilFree })
    await vi.waitFor(() => expect(other.workbench.getState().isElsewhere).toBe(true))
    expect(other.workbench.getState().unfinished.size).toBe(0)
    end()
    await vi.waitFor(async () => expect(await page.database.runs.count()).toBe(1))
    free()
    await vi.waitFor(() => expect(other.workbench.getState().unfinished.size).toBe(1))
    expect(other.workbench.getState().isElsewhere).toBe(false)
    expect(other.workbench.getState().runs.size).toBe(1)
  })
})
