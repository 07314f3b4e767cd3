import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pack } from '../core/pack.ts'
import { runHash } from '../experiment/hash.ts'
import type { RunEvent } from '../run/events.ts'
import type { Run } from '../run/run.ts'
import { fakeDevice, type Page } from '../testing/fake-device.ts'
import { ended, STARTED, tested } from '../testing/run-events.ts'
import { createArchivist } from './archivist.ts'
import { parseRun } from './run-record.ts'

const TAP = 'user-clusters/assignment'
const snapshot = (step: number): RunEvent => ({
  type: 'snapshot',
  ...{ step, tap: TAP, shape: [3, 2] },
  values: Float32Array.of(step, Number.NaN, -0, 1, step, Number.NaN),
})

describe('what runs recorded inside', () => {
  let device: ReturnType<typeof fakeDevice>
  let page: Page
  const state = () => page.workbench.getState()
  const runs = (): readonly Run[] => [...state().runs.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  const ids = (): readonly string[] => [...state().runs.keys()]
  const codes = () => state().problem?.map(({ code }) => code) ?? []
  /** Bits and steps of the tap, as it was read. */
  const told = (run: Run | undefined) => ({
    history: run?.history
      .get(TAP)
      ?.map(({ step, values }) => [step, ...new Uint32Array(values.slice().buffer)]),
    latest: run?.snapshots.get(TAP)?.step,
    apart: run?.apart,
  })
  const WHOLE = {
    history: [10, 20].map((step) => [
      step,
      ...new Uint32Array(Float32Array.of(step, Number.NaN, -0, 1, step, Number.NaN).buffer),
    ]),
    latest: 20,
    apart: undefined,
  }
  function end(auc: number): void {
    const events = [STARTED, snapshot(10), snapshot(20), tested('click', auc, 0.01, 'k'), ended('finished')]
    for (const event of events)
      page.trainer.say({ type: 'run', runId: page.trainer.last('start').runId, event })
  }
  async function reopened(): Promise<void> {
    await page.keeper.written()
    device.close()
    page = await device.open()
  }
  /** How often records are written from now on. */
  const writing = () => vi.spyOn(page.database.runs, 'bulkPut')

  beforeEach(async () => {
    device = fakeDevice()
    page = await device.open()
    page.workbench.actions.setSeeds([1])
    page.workbench.actions.run()
    end(0.7)
    end(0.6)
    await page.keeper.written()
  })
  afterEach(() => device.close())

  it('is not read with the runs, comes when it is asked for, bit by bit, and is not written again', async () => {
    const before = runs()
    expect(before.map(told)).toEqual([WHOLE, WHOLE])
    await reopened()
    expect(runs().map((run) => run.report)).toEqual(before.map((run) => run.report))
    expect(runs().map(({ history, apart }) => [history.size, apart?.isLost])).toEqual([
      [0, false],
      [0, false],
    ])
    const writes = writing()
    const [first = '', second = ''] = ids()
    await Promise.all([page.keeper.fetchReadings([first]), page.keeper.fetchReadings([first])])
    expect(told(state().runs.get(first))).toEqual(WHOLE)
    expect(told(state().runs.get(second)).history).toBeUndefined()
    await page.keeper.fetchReadings(ids())
    expect(runs().map(told)).toEqual([WHOLE, WHOLE])
    await page.keeper.written()
    expect(writes).not.toHaveBeenCalled()
    expect(codes()).toEqual([])
  })

  it('is counted with the runs, and goes with them', async () => {
    const [records, readings] = await Promise.all([
      page.database.runs.toArray(),
      page.database.readings.toArray(),
    ])
    const bytes = [...records, ...readings].reduce((sum, row) => sum + row.bytes.length, 0)
    expect(state().keep.runs).toEqual({ count: 2, bytes })
    await reopened()
    expect(state().keep.runs).toEqual({ count: 2, bytes })
    page.workbench.actions.deleteRuns([ids()[0] ?? ''])
    await page.keeper.written()
    expect([await page.database.runs.count(), await page.database.readings.count()]).toEqual([1, 1])
  })

  it('comes back with a run that was deleted before anything asked for it', async () => {
    await reopened()
    const [first = ''] = ids()
    page.workbench.actions.deleteRuns([first])
    await page.keeper.written()
    expect(await page.database.readings.count()).toBe(1)
    page.workbench.actions.undoDelete()
    await page.keeper.written()
    await page.keeper.fetchReadings([first])
    expect(told(state().runs.get(first))).toEqual(WHOLE)
    await reopened()
    await page.keeper.fetchReadings(ids())
    expect(runs().map(told)).toEqual([WHOLE, WHOLE])
  })

  it('comes back with a run that was deleted while it was read', async () => {
    const [first = '', second = ''] = ids()
    const broken = runHash((state().runs.get(second) as Run).config)
    await page.database.readings.update(broken, { bytes: new Uint8Array(3) })
    await reopened()
    // By the time that the second is told, the first was read, and neither is in the page yet.
    const stop = page.workbench.subscribe(({ problem, runs: all }) => {
      if (problem !== null && all.has(first)) page.workbench.actions.deleteRuns([first])
    })
    await page.keeper.fetchReadings([first, second])
    stop()
    await page.keeper.written()
    expect([await page.database.readings.count(), ids()]).toEqual([1, [second]])
    page.workbench.actions.undoDelete()
    await page.keeper.written()
    await reopened()
    await page.keeper.fetchReadings([first])
    expect(told(state().runs.get(first))).toEqual(WHOLE)
  })

  it('is held for a deleted run no longer than that can be brought back', async () => {
    await reopened()
    const [first = ''] = ids()
    const run = state().runs.get(first) as Run
    page.workbench.actions.deleteRuns([first])
    await page.keeper.written()
    page.workbench.setState({ bin: [], runs: new Map(state().runs) })
    await page.keeper.written()
    page.workbench.setState({ runs: new Map(state().runs).set(first, run) })
    await page.keeper.written()
    expect([await page.database.runs.count(), await page.database.readings.count()]).toEqual([2, 1])
  })

  it('is told where it cannot be read, stays where it lies, and is tried again at the next visit', async () => {
    const [row] = await page.database.readings.toArray()
    const broken = row?.bytes.slice(0, 20) ?? new Uint8Array()
    await page.database.readings.update(row?.key as string, { bytes: broken })
    await reopened()
    for (let times = 0; times < 2; times++) await page.keeper.fetchReadings(ids())
    expect(codes()).toEqual(['stored.readingsLost'])
    expect(
      runs()
        .map(({ apart }) => apart?.isLost)
        .sort(),
    ).toEqual([true, undefined])
    await page.keeper.written()
    expect((await page.database.readings.get(row?.key as string))?.bytes).toEqual(broken)
    await page.database.readings.update(row?.key as string, { bytes: row?.bytes ?? broken })
    await reopened()
    await page.keeper.fetchReadings(ids())
    expect(runs().map(told)).toEqual([WHOLE, WHOLE])
  })

  it('of a run that an earlier version wrote as a whole is there, and lies apart from then on', async () => {
    for (const run of runs())
      await page.database.runs.update(runHash(run.config), { bytes: pack({ version: 1, run }) })
    await page.database.readings.clear()
    await reopened()
    expect(runs().map(told)).toEqual([WHOLE, WHOLE])
    await page.keeper.written()
    expect(await page.database.readings.count()).toBe(2)
    for (const { bytes } of await page.database.runs.toArray()) {
      const parsed = parseRun(bytes)
      expect(parsed.ok && parsed.value.apart?.isLost).toBe(false)
    }
    await reopened()
    await page.keeper.fetchReadings(ids())
    expect(runs().map(told)).toEqual([WHOLE, WHOLE])
  })

  it('is in an archive of runs that nothing asked for', async () => {
    await reopened()
    const files: Blob[] = []
    const archivist = (of: Page) =>
      createArchivist(of.workbench, of.trainer.port, {
        ...{ app: '1.2.3', now: () => 0, breathe: async () => undefined },
        save: (_name, file) => void files.push(file),
        whole: of.keeper.whole,
      })
    await archivist(page).exportAll(false)
    const other = fakeDevice()
    const there = await other.open()
    try {
      const taking = archivist(there)
      await taking.review(files[0] as Blob)
      taking.take(true)
      expect([...there.workbench.getState().runs.values()].map(told)).toEqual([WHOLE, WHOLE])
    } finally {
      other.close()
    }
  })
})
