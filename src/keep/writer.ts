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
import { parseRun, type RunRecord, runRecord } from './run-record.ts'
import { endedRuns, openRuns } from './wanted.ts'

/** What changed together is written together, this long after the first change of a draft, in milliseconds. */
const DELAY = 300

export interface Writer {
  /** Writes what changed since the last time, and what changes from now on. */
  start(): void
  /** These lie there already. */
  adopt(records: Iterable<readonly [Run, RunRecord]>): void
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
  readonly runs: readonly (readonly [Run, RunRecord])[]
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
  /** Runs of this tab that are not written: what another wrote says more, or cannot be read here. */
  const yielded = new Map<string, Run>()
  /** Deleted runs that this tab remembered when it last wrote: what it has forgotten since came back. */
  let remembered: ReadonlySet<string> = new Set()
  let isComparisonDue = true
  let timer: ReturnType<typeof setTimeout> | undefined
  let isBegun = false
  let done: Promise<void> = Promise.resolve()
  let stop = (): void => undefined

  function changeOf(state: WorkbenchState): Change | null {
    const [ended, open] = [endedRuns(state), openRuns(state)]
    const runs = [...ended]
      .filter(([key, run]) => written.get(key) !== run && yielded.get(key) !== run)
      .flatMap(([, run]) => made(run))
    const goneRuns = [...written.keys()].filter((key) => !ended.has(key))
    const news = [...open]
      .filter(([key, run]) => opened.get(key) !== run.checkpoint)
      .flatMap(([, run]) => made(run))
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
  function made(run: Run): readonly (readonly [Run, RunRecord])[] {
    try {
      return [[run, runRecord(run)]]
    } catch (error) {
      host.unmade(error)
      return []
    }
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
  async function put(change: Change): Promise<ReadonlySet<string>> {
    const { runs, goneRuns, open, goneOpen } = change
    const tables = [database.runs, database.unfinished, database.comparisons]
    return database.transaction('rw', tables, async () => {
      const own = new Map(runs.map(([run, { key }]) => [key, run] as const))
      const gone = new Map(goneRuns.flatMap((key) => entryOf(written, key)))
      const stay = await staying(new Map([...gone, ...own]))
      const records = runs.map(([, record]) => record).filter(({ key }) => !stay.has(key))
      if (records.length > 0) await database.runs.bulkPut(records)
      const goneKeys = goneRuns.filter((key) => !stay.has(key))
      if (goneKeys.length > 0) await database.runs.bulkDelete(goneKeys)
      if (open.length > 0) await database.unfinished.bulkPut(open.map(([, record]) => record))
      if (goneOpen.length > 0) await database.unfinished.bulkDelete([...goneOpen])
      await putComparison(change)
      return stay
    })
  }

  async function write(): Promise<void> {
    for (;;) {
      let change: Change | null
      try {
        change = next()
      } catch (error) {
        host.unmade(error)
        return
      }
      if (change === null) return
      let stay: ReadonlySet<string>
      try {
        stay = await put(change)
      } catch (error) {
        isComparisonDue = true
        host.refused(error)
        return
      }
      const added = change.runs
        .filter(([, { key }]) => !written.has(key) && !stay.has(key))
        .map(([run]) => run)
      adopt(change.runs.filter(([, { key }]) => !stay.has(key)))
      for (const [run, { key }] of change.runs) if (stay.has(key)) yielded.set(key, run)
      if (change.comparison !== null) remembered = hashesOf(change.deleted)
      for (const key of change.goneRuns) {
        written.delete(key)
        bytes.delete(key)
      }
      for (const [run, { key }] of change.open) opened.set(key, run.checkpoint)
      for (const key of change.goneOpen) opened.delete(key)
      host.wrote(added)
    }
  }

  function next(): Change | null {
    const change = changeOf(workbench.getState())
    isComparisonDue = false
    return change
  }

  function adopt(records: Iterable<readonly [Run, RunRecord]>): void {
    for (const [run, record] of records) {
      written.set(record.key, run)
      bytes.set(record.key, record.bytes.length)
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
