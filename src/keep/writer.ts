import type { Issue } from '../core/result.ts'
import { runHash } from '../experiment/hash.ts'
import { type DeletedRun, mergedMemories } from '../run/deleted.ts'
import type { Run } from '../run/run.ts'
import { hasKeptChanged } from '../store/persist.ts'
import { isSettled } from '../store/runs.ts'
import type { WorkbenchState } from '../store/state.ts'
import type { Workbench } from '../store/workbench.ts'
import { comparisonRecord, parseComparison } from './comparison-record.ts'
import type { KeepDatabase } from './database.ts'
import { CURRENT } from './loading.ts'
import { endedRecord, type MadeRun, openRecord, parseRun, type RunRecord, sizeOf } from './run-record.ts'
import { endedRuns, openRuns } from './wanted.ts'

/** What changed together is written together, this long after the first change of a draft, in milliseconds. */
const DELAY = 300
/** Runs that are written together: of many that come at once, what was made lies there before the rest is made. */
const MOST_AT_ONCE = 2

export interface Writer {
  /** Writes what changed since the last time, and what changes from now on. */
  start(): void
  /** These lie there already. */
  adopt(records: Iterable<readonly [Run, RunRecord]>): void
  /** A run that was written is another value now, and says no more than what lies there. */
  follow(before: Run, after: Run): void
  /** So do these, which were on their way. */
  adoptOpen(runs: ReadonlyMap<string, Run>): void
  /** Bytes of each record of a run that has ended. */
  sizes(): ReadonlyMap<string, number>
  /** Resolves once all that has changed so far was written or refused. */
  written(): Promise<void>
  close(): void
}

interface WriterHost {
  /** Milliseconds since 1970. */
  now(): number
  asked(): boolean
  /** After each writing, with the runs that are there for the first time. */
  wrote(added: readonly Run[]): void
  /** A writing was refused; what it was is still here, and is tried again with the next. */
  refused(error: unknown): void
  /** A record could not be made; likewise, and what else has changed is written without it. */
  unmade(error: unknown): void
}

interface Change {
  readonly runs: readonly Run[]
  readonly goneRuns: readonly string[]
  readonly open: readonly (readonly [Run, RunRecord])[]
  readonly goneOpen: readonly string[]
  /** The record, with what is remembered of deleted runs; null where nothing of it has changed. */
  readonly comparison: ((deleted: readonly DeletedRun[], asked: boolean) => Uint8Array<ArrayBuffer>) | null
  readonly deleted: readonly DeletedRun[]
}

/**
 * Brings the records of this device to what the store holds: one transaction when a run ends, at a checkpoint, or when
 * the comparison has changed, and none for any other event. One is under way at a time.
 */
export function createWriter(workbench: Workbench, database: KeepDatabase, host: WriterHost): Writer {
  const written = new Map<string, Run>()
  /** Checkpoint of each run on its way, as written. */
  const opened = new Map<string, number | null>()
  const bytes = new Map<string, number>()
  /** What deleted runs recorded inside, where that was never fetched: it is there as long as they can come back. */
  const spare = new Map<string, Uint8Array<ArrayBuffer>>()
  /** Runs of this tab that are not written: what another wrote says more, or cannot be read here. */
  const yielded = new Map<string, Run>()
  /** Deleted runs that this tab remembered when it last wrote: what it has forgotten since came back. */
  let remembered: ReadonlySet<string> = new Set()
  let isComparisonDue = true
  let timer: ReturnType<typeof setTimeout> | undefined
  let isBegun = false
  let done: Promise<void> = Promise.resolve()
  let stop = (): void => undefined

  function changeOf(state: WorkbenchState, unmade: ReadonlySet<Run>): Change | null {
    const [ended, open] = [endedRuns(state), openRuns(state)]
    const runs = [...ended]
      .filter(([key, run]) => written.get(key) !== run && yielded.get(key) !== run && !unmade.has(run))
      .map(([, run]) => run)
      .slice(0, MOST_AT_ONCE)
    const goneRuns = [...written.keys()].filter((key) => !ended.has(key))
    const news = [...open]
      .filter(([key, run]) => opened.get(key) !== run.checkpoint)
      .flatMap(([, run]) => opening(run))
    const goneOpen = [...opened.keys()].filter((key) => !open.has(key))
    const isQueueNew = news.length > 0 || goneOpen.length > 0
    if (runs.length + goneRuns.length === 0 && !isQueueNew && !isComparisonDue) return null
    const rest = { at: host.now(), order: [...open.keys()] }
    const comparison: Change['comparison'] = (deleted, asked) =>
      comparisonRecord({ ...state, deleted }, { ...rest, asked: asked || host.asked() })
    return {
      runs,
      goneRuns,
      open: news,
      goneOpen,
      comparison: isComparisonDue || isQueueNew ? comparison : null,
      deleted: state.deleted,
    }
  }

  /** A run with its record; none, which is told, where it cannot be made: the other runs are kept without it. */
  function opening(run: Run): readonly (readonly [Run, RunRecord])[] {
    try {
      return [[run, openRecord(run)]]
    } catch (error) {
      host.unmade(error)
      return []
    }
  }

  /** Likewise of runs that have ended, one after the other; those without one are not tried again in this writing. */
  async function made(runs: readonly Run[], unmade: Set<Run>): Promise<readonly MadeRun[]> {
    const all: MadeRun[] = []
    for (const run of runs) {
      try {
        all.push(await endedRecord(run))
      } catch (error) {
        unmade.add(run)
        host.unmade(error)
      }
    }
    return all
  }

  /** Keys of these runs whose record another tab, or a newer version, has written and which stays. */
  async function staying(runs: ReadonlyMap<string, Run>): Promise<ReadonlySet<string>> {
    const keys = [...runs.keys()]
    const stored = keys.length === 0 ? [] : await database.runs.bulkGet(keys)
    return new Set(
      keys.filter((key, i) => {
        const [record, own] = [stored[i], runs.get(key)]
        const parsed = record?.bytes instanceof Uint8Array ? parseRun(record.bytes) : null
        if (parsed === null || own === undefined) return false
        return parsed.ok ? isSettled(parsed.value) && !isSettled(own) : isNewer(parsed.error)
      }),
    )
  }

  /** The record with what it had in memory of deleted runs, but those that came back here; one of a newer version stays. */
  async function putComparison({ comparison, deleted }: Change): Promise<void> {
    if (comparison === null) return
    const row = await database.comparisons.get(CURRENT)
    const stored = row === undefined ? null : parseComparison(row.bytes)
    if (stored !== null && !stored.ok && isNewer(stored.error)) return
    const before = stored?.ok ? stored.value : { deleted: [], asked: false }
    const hashes = hashesOf(deleted)
    const others = before.deleted.filter(({ config }) => {
      const hash = runHash(config)
      return hashes.has(hash) || !remembered.has(hash)
    })
    const bytes = comparison(mergedMemories(others, deleted), before.asked)
    await database.comparisons.put({ id: CURRENT, bytes })
  }

  /** What was not written, because something better lies there. */
  async function put(change: Change, made: readonly MadeRun[]): Promise<ReadonlySet<string>> {
    const { goneRuns, open, goneOpen } = change
    const tables = [database.runs, database.readings, database.unfinished, database.comparisons]
    return database.transaction('rw', tables, async () => {
      const own = new Map(made.map(({ run, record }) => [record.key, run] as const))
      const gone = new Map(goneRuns.flatMap((key) => entryOf(written, key)))
      const stay = await staying(new Map([...gone, ...own]))
      const runs = made.filter(({ record }) => !stay.has(record.key))
      if (runs.length > 0) await database.runs.bulkPut(runs.map(({ record }) => record))
      await putReadings(runs)
      const goneKeys = goneRuns.filter((key) => !stay.has(key))
      if (goneKeys.length > 0) {
        await spareReadings(goneKeys.filter((key) => gone.get(key)?.apart !== undefined))
        await database.runs.bulkDelete(goneKeys)
        await database.readings.bulkDelete(goneKeys)
      }
      if (open.length > 0) await database.unfinished.bulkPut(open.map(([, record]) => record))
      if (goneOpen.length > 0) await database.unfinished.bulkDelete([...goneOpen])
      await putComparison(change)
      return stay
    })
  }

  /** Readings that lie there stay; those of a run that has none go. */
  async function putReadings(runs: readonly MadeRun[]): Promise<void> {
    const rows = runs.flatMap(({ run, record: { key }, readings }) => {
      const bytes = run.apart === undefined ? readings : (spare.get(key) ?? null)
      return bytes === null ? [] : [{ key, bytes }]
    })
    if (rows.length > 0) await database.readings.bulkPut(rows)
    const none = runs.filter(({ run, readings }) => readings === null && run.apart === undefined)
    if (none.length > 0) await database.readings.bulkDelete(none.map(({ record }) => record.key))
  }

  async function spareReadings(keys: readonly string[]): Promise<void> {
    const rows = keys.length === 0 ? [] : await database.readings.bulkGet([...keys])
    for (const row of rows) if (row !== undefined) spare.set(row.key, row.bytes)
  }

  /** What no undoing brings back any more. */
  function dropSpare(): void {
    if (spare.size === 0) return
    const { runs, bin } = workbench.getState()
    const left = new Set([...runs.values(), ...bin.flat()].map(({ config }) => runHash(config)))
    for (const key of spare.keys()) if (!left.has(key)) spare.delete(key)
  }

  async function write(): Promise<void> {
    const unmade = new Set<Run>()
    for (;;) {
      let change: Change | null
      try {
        change = next(unmade)
      } catch (error) {
        host.unmade(error)
        return
      }
      if (change === null) return dropSpare()
      const runs = await made(change.runs, unmade)
      let stay: ReadonlySet<string>
      try {
        stay = await put(change, runs)
      } catch (error) {
        isComparisonDue = true
        host.refused(error)
        return
      }
      settle(change, runs, stay)
    }
  }

  /** What lies on the device now. */
  function settle(change: Change, runs: readonly MadeRun[], stay: ReadonlySet<string>): void {
    const put = runs.filter(({ record }) => !stay.has(record.key))
    const added = put.filter(({ record }) => !written.has(record.key)).map(({ run }) => run)
    for (const one of put) {
      written.set(one.record.key, one.run)
      bytes.set(one.record.key, sizeOf(one))
    }
    for (const { run, record } of runs) if (stay.has(record.key)) yielded.set(record.key, run)
    if (change.comparison !== null) remembered = hashesOf(change.deleted)
    for (const key of change.goneRuns) {
      written.delete(key)
      bytes.delete(key)
    }
    for (const [run, { key }] of change.open) opened.set(key, run.checkpoint)
    for (const key of change.goneOpen) opened.delete(key)
    host.wrote(added)
  }

  function next(unmade: ReadonlySet<Run>): Change | null {
    const change = changeOf(workbench.getState(), unmade)
    isComparisonDue = false
    return change
  }

  function adopt(records: Iterable<readonly [Run, RunRecord]>): void {
    for (const [run, record] of records) {
      written.set(record.key, run)
      bytes.set(record.key, sizeOf({ run, record, readings: null }))
    }
  }

  /** What changes in one task is written together: a run that ends changes the store several times. */
  function begin(): void {
    clearTimeout(timer)
    timer = undefined
    if (isBegun) return
    isBegun = true
    done = done.then(() => {
      isBegun = false
      return write()
    })
  }

  function heard(state: WorkbenchState, before: WorkbenchState): void {
    const { hiddenGroups, deleted } = before
    if (hasKeptChanged(state, before) || state.hiddenGroups !== hiddenGroups || state.deleted !== deleted) {
      isComparisonDue = true
      timer ??= setTimeout(begin, DELAY)
    }
    const { runs, queue, unfinished } = before
    if (state.runs !== runs || state.queue !== queue || state.unfinished !== unfinished) begin()
  }

  return {
    start() {
      remembered = hashesOf(workbench.getState().deleted)
      stop = workbench.subscribe(heard)
      begin()
    },
    adopt,
    follow(before, after) {
      const key = runHash(before.config)
      if (written.get(key) === before) written.set(key, after)
    },
    adoptOpen(runs) {
      for (const [key, run] of runs) opened.set(key, run.checkpoint)
    },
    sizes: () => bytes,
    written: () => done,
    close() {
      stop()
      clearTimeout(timer)
    },
  }
}

const hashesOf = (deleted: readonly DeletedRun[]): ReadonlySet<string> =>
  new Set(deleted.map(({ config }) => runHash(config)))

const isNewer = (issues: readonly Issue[]): boolean => issues.some(({ code }) => code === 'stored.newer')

function entryOf(runs: ReadonlyMap<string, Run>, key: string): readonly (readonly [string, Run])[] {
  const run = runs.get(key)
  return run === undefined ? [] : [[key, run]]
}
