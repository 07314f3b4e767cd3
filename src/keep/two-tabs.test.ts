import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { runHash } from '../experiment/hash.ts'
import { fakeDevice, type Page } from '../testing/fake-device.ts'
import { oneLock } from '../testing/one-lock.ts'
import { ended, STARTED, tested } from '../testing/run-events.ts'
import { parseComparison } from './comparison-record.ts'
import { parseRun } from './run-record.ts'

describe('two tabs of one device', () => {
  let device: ReturnType<typeof fakeDevice>
  let [a, b]: Page[] = []
  const tabs = (): readonly [Page, Page] => {
    if (a === undefined || b === undefined) throw new Error('no pages')
    return [a, b]
  }
  const until = (holds: () => void | Promise<void>) => vi.waitFor(holds, { timeout: 10_000 })
  function play(page: Page, auc: number, reason: 'finished' | 'stopped' = 'finished'): void {
    const { runId } = page.trainer.last('start')
    for (const event of [STARTED, tested('click', auc, 0.01, 'k'), ended(reason)]) {
      page.trainer.say({ type: 'run', runId, event })
    }
  }
  const stored = async (page: Page) => {
    const records = await page.database.runs.toArray()
    return records.map(({ bytes }) => {
      const run = parseRun(bytes)
      if (!run.ok) throw new Error('a record cannot be read')
      const { status, report } = run.value
      return [status.kind === 'ended' ? status.reason : status.kind, report?.metrics[0]?.auc]
    })
  }
  const remembered = async (page: Page) => {
    const row = await page.database.comparisons.get('current')
    const record = row === undefined ? null : parseComparison(row.bytes)
    return record?.ok ? new Set(record.value.deleted.map(({ config }) => runHash(config))) : new Set()
  }

  beforeEach(async () => {
    device = fakeDevice()
    ;[a, b] = [await device.open(), await device.open()]
    for (const { workbench } of tabs()) workbench.actions.setSeeds([1])
  })
  afterEach(() => device.close())

  it('keep the run that has finished, whichever stops the same one later, and whichever deletes that', async () => {
    const [one, other] = tabs()
    for (const { workbench } of tabs()) workbench.actions.run()
    play(one, 0.7)
    await until(async () => expect(await stored(one)).toEqual([['finished', 0.7]]))
    play(other, 0.6, 'stopped')
    await other.keeper.written()
    expect(await stored(one)).toEqual([['finished', 0.7]])
    const stopped = [...other.workbench.getState().runs.values()].find(
      ({ status }) => status.kind === 'ended',
    )
    other.workbench.actions.deleteRuns([stopped?.id ?? ''])
    await other.keeper.written()
    expect(await stored(one)).toEqual([['finished', 0.7]])
  })

  it('write a finished run over one that was stopped', async () => {
    const [one, other] = tabs()
    for (const { workbench } of tabs()) workbench.actions.run()
    play(one, 0.6, 'stopped')
    await until(async () => expect(await stored(one)).toEqual([['stopped', 0.6]]))
    play(other, 0.7)
    await until(async () => expect(await stored(one)).toEqual([['finished', 0.7]]))
  })

  it('train nothing twice: what one has ended, the other shows once it has its turn', async () => {
    const locks = oneLock()
    const one = await device.open({}, locks)
    const other = await device.open({}, locks)
    for (const { workbench } of [one, other]) workbench.actions.setSeeds([1])
    one.workbench.actions.run()
    await until(() => expect(one.trainer.all('start')).toHaveLength(1))
    other.workbench.actions.run()
    await until(() => expect(other.workbench.getState().isElsewhere).toBe(true))
    play(one, 0.7)
    play(one, 0.6)
    await until(() => expect(other.workbench.getState().queue).toEqual([]))
    await other.keeper.written()
    expect(other.trainer.all('start')).toEqual([])
    const aucs = [...other.workbench.getState().runs.values()].map(({ report }) => report?.metrics[0]?.auc)
    expect(aucs.sort()).toEqual([0.6, 0.7])
    // Nobody holds the turn now.
    other.workbench.actions.setSeeds([1, 2])
    other.workbench.actions.run()
    await until(() => expect(other.trainer.all('start')).toHaveLength(1))
  })

  it('remember what either has deleted, and forget what came back', async () => {
    const [one, other] = tabs()
    for (const { workbench } of tabs()) {
      workbench.actions.run()
    }
    play(one, 0.7)
    play(other, 0.7)
    play(other, 0.6)
    const [first = '', second = ''] = [...other.workbench.getState().runs.keys()]
    const hash = (id: string): string => {
      const run = other.workbench.getState().runs.get(id)
      return run === undefined ? '' : runHash(run.config)
    }
    const [mine, theirs] = [hash(first), hash(second)]
    one.workbench.actions.deleteRuns([first])
    await until(async () => expect(await remembered(one)).toEqual(new Set([mine])))
    other.workbench.actions.deleteRuns([second])
    await until(async () => expect(await remembered(one)).toEqual(new Set([mine, theirs])))
    other.workbench.actions.undoDelete()
    await until(async () => expect(await remembered(one)).toEqual(new Set([mine])))
  })

  it('free no room and give up nothing while the other trains, and say so', async () => {
    const [one] = tabs()
    one.workbench.actions.run()
    const { runId } = one.trainer.last('start')
    const checkpointed = { type: 'checkpointed', step: 7, seconds: 1, bytes: 10 } as const
    for (const event of [STARTED, checkpointed]) one.trainer.say({ type: 'run', runId, event })
    await until(async () => expect(await one.database.unfinished.count()).toBe(2))
    let isElsewhere = false
    const other = await device.open({ isElsewhere: async () => isElsewhere })
    const { trainer, workbench, keeper } = other
    const { unfinished } = workbench.getState()
    const key = [...unfinished.keys()].find((one) => unfinished.get(one)?.checkpoint === 7) ?? ''
    trainer.say({ type: 'kept', datasets: [], checkpoints: [{ key, bytes: 84 }] })
    isElsewhere = true
    await keeper.freeRoom()
    await keeper.dropUnfinished([key])
    expect(trainer.all('drop-checkpoints')).toEqual([])
    expect(workbench.getState().unfinished.get(key)?.checkpoint).toBe(7)
    expect(workbench.getState().problem?.map(({ code }) => code)).toContain('stored.trainsElsewhere')
    isElsewhere = false
    await keeper.freeRoom()
    expect(trainer.last('drop-checkpoints').keys).toEqual([key])
  })

  it('give up the runs that are shown, and none of another plan', async () => {
    const [one] = tabs()
    one.workbench.actions.run()
    await until(async () => expect(await one.database.unfinished.count()).toBe(2))
    const later = await device.open()
    const { workbench, trainer } = later
    const all = [...workbench.getState().unfinished.keys()]
    const { plan } = workbench.getState()
    workbench.actions.setSeeds([1])
    workbench.actions.removeGroup(plan.groups[1]?.id ?? '')
    workbench.actions.dropUnfinished()
    await until(() => expect(workbench.getState().unfinished.size).toBe(1))
    const [left] = workbench.getState().unfinished.keys()
    expect(trainer.last('drop-checkpoints').keys).toEqual(all.filter((key) => key !== left))
    expect(all).toHaveLength(2)
  })
})
