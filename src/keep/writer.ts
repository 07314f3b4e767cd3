import type { Run } from '../run/run.ts'
import { hasKeptChanged } from '../store/persist.ts'
import type { WorkbenchState } from '../store/state.ts'
import type { Workbench } from '../store/workbench.ts'
import { comparisonRecord } from './comparison-record.ts'
import type { KeepDatabase } from './database.ts'
import { CURRENT } from './loading.ts'
import { type RunRecord, runRecord } from './run-record.ts'
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
}

interface Change {
  readonly runs: readonly (readonly [Run, RunRecord])[]
  readonly goneRuns: readonly string[]
  readonly open: readonly (readonly [Run, RunRecord])[]
  readonly goneOpen: readonly string[]
  readonly comparison: Uint8Array<ArrayBuffer> | null
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
  let isComparisonDue = true
  let timer: ReturnType<typeof setTimeout> | undefined
  let isBegun = false
  let isWriting = false
  let stop = (): void => undefined

  function changeOf(state: WorkbenchState): Change | null {
    const [ended, open] = [endedRuns(state), openRuns(state)]
    const runs = [...ended].filter(([key, run]) => written.get(key) !== run)
    const goneRuns = [...written.keys()].filter((key) => !ended.has(key))
    const news = [...open].filter(([key, run]) => opened.get(key) !== run.checkpoint)
    const goneOpen = [...opened.keys()].filter((key) => !open.has(key))
    const isQueueNew = news.length > 0 || goneOpen.length > 0
    if (runs.length + goneRuns.length === 0 && !isQueueNew && !isComparisonDue) return null
    const rest = { at: host.now(), order: [...open.keys()], asked: host.asked() }
    const comparison = isComparisonDue || isQueueNew ? comparisonRecord(state, rest) : null
    const record = ([, run]: readonly [string, Run]) => [run, runRecord(run)] as const
    return { runs: runs.map(record), goneRuns, open: news.map(record), goneOpen, comparison }
  }

  async function put({ runs, goneRuns, open, goneOpen, comparison }: Change): Promise<void> {
    const tables = [database.runs, database.unfinished, database.comparisons]
    await database.transaction('rw', tables, async () => {
      if (runs.length > 0) await database.runs.bulkPut(runs.map(([, record]) => record))
      if (goneRuns.length > 0) await database.runs.bulkDelete([...goneRuns])
      if (open.length > 0) await database.unfinished.bulkPut(open.map(([, record]) => record))
      if (goneOpen.length > 0) await database.unfinished.bulkDelete([...goneOpen])
      if (comparison !== null) await database.comparisons.put({ id: CURRENT, bytes: comparison })
    })
  }

  async function write(): Promise<void> {
    if (isWriting) return
    isWriting = true
    // Whatever changes once nothing is left to write finds nobody writing: nothing is awaited between the two.
    for (let change = next(); change !== null; change = next()) {
      try {
        await put(change)
      } catch (error) {
        isComparisonDue = true
        host.refused(error)
        break
      }
      const added = change.runs.filter(([, { key }]) => !written.has(key)).map(([run]) => run)
      adopt(change.runs)
      for (const key of change.goneRuns) {
        written.delete(key)
        bytes.delete(key)
      }
      for (const [run, { key }] of change.open) opened.set(key, run.checkpoint)
      for (const key of change.goneOpen) opened.delete(key)
      host.wrote(added)
    }
    isWriting = false
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
    queueMicrotask(() => {
      isBegun = false
      void write()
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
      stop = workbench.subscribe(heard)
      begin()
    },
    adopt,
    adoptOpen(runs) {
      for (const [key, run] of runs) opened.set(key, run.checkpoint)
    },
    sizes: () => bytes,
    close() {
      stop()
      clearTimeout(timer)
    },
  }
}
