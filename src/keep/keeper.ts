import { fail, type Issue, issue, type Result, warning } from '../core/result.ts'
import { queuedRun, type Run } from '../run/run.ts'
import { withoutNotices } from '../store/keeping.ts'
import type { KeepNotice, KeepState } from '../store/kept.ts'
import { textOf } from '../store/persist.ts'
import { isActive, isSettled } from '../store/runs.ts'
import { freeableKeys, stoppedKeys } from '../store/unfinished.ts'
import type { Workbench } from '../store/workbench.ts'
import type { TrainerPort } from '../worker/protocol.ts'
import type { KeepDatabase } from './database.ts'
import { CHUNK, createLoading, type ReadRun } from './loading.ts'
import { placed } from './placed.ts'
import { endedRuns } from './wanted.ts'
import { createWriter } from './writer.ts'

/** Share of the browser's room from which on a person is offered to free some. */
const TIGHT = 0.6

/** What is used of the browser's storage. */
export interface RoomLike {
  estimate(): Promise<{ readonly usage?: number; readonly quota?: number }>
  persisted(): Promise<boolean>
  persist(): Promise<boolean>
}

export interface KeeperHost {
  readonly database: KeepDatabase
  readonly room: RoomLike | null
  /** When draft and plan were last kept as the page had them at its start, in milliseconds, and what they were. */
  readonly savedAt: number
  readonly first: string
  /** Milliseconds since 1970. */
  now(): number
  /** Whether another tab trains. */
  isElsewhere(): Promise<boolean>
  /** Resolves once none does. */
  untilFree(): Promise<void>
}

/** Keeps the runs and the comparison of the page on this device, and brings back those of earlier visits. */
export interface Keeper {
  /** Resolves once what was kept is here. */
  readonly opened: Promise<void>
  persist(): Promise<void>
  /** Gives back the room of checkpoints that nothing under way needs; none while another tab trains. */
  freeRoom(): Promise<void>
  /** Gives up these runs that were on their way, unless another tab trains. */
  dropUnfinished(keys: readonly string[]): Promise<void>
  /** Brings runs that other tabs have ended since. */
  reload(): Promise<void>
  /** Brings what these runs recorded inside, where it lies apart; what cannot be read is told, and marked in the run. */
  fetchReadings(runIds: readonly string[]): Promise<void>
  /** A run with what it recorded inside; without it, which is told, where that cannot be read. */
  whole(run: Run): Promise<Run>
  written(): Promise<void>
  close(): void
}

export function createKeeper(workbench: Workbench, port: TrainerPort, host: KeeperHost): Keeper {
  const { getState, setState } = workbench
  let asked = false
  const said = new Set<KeepNotice>()
  const unmadeBefore = new Set<string>()
  const loading = createLoading(host.database, (one) => tell([one]))
  const writer = createWriter(workbench, host.database, {
    now: host.now,
    asked: () => asked,
    wrote: (added) => void wrote(added).catch(refused),
    refused,
    unmade,
  })
  const opened = open()
  let fetching: Promise<void> = Promise.resolve()

  function change(part: Partial<KeepState>): void {
    setState({ keep: { ...getState().keep, ...part } })
  }

  function tell(issues: readonly Issue[]): void {
    setState({ problem: [...(getState().problem ?? []), ...issues] })
  }

  /** Once a visit, however often it is so. */
  function notice(one: KeepNotice): void {
    if (said.has(one)) return
    said.add(one)
    change({ notices: [...getState().keep.notices, one] })
  }

  function refused(error: unknown): void {
    // The latest refusal may come from a browser that keeps nothing as well as from one that has no room.
    notice(isFull(error) ? 'full' : 'off')
    void measure()
  }

  /** Each once a visit: it is tried again at every change. */
  function unmade(error: unknown): void {
    const detail = String(error)
    if (unmadeBefore.has(detail)) return
    unmadeBefore.add(detail)
    tell([issue('storage', 'worker.unexpected', { detail })])
  }

  async function open(): Promise<void> {
    try {
      await host.database.open()
      await restore()
    } catch (error) {
      change({ status: 'off' })
      notice(isFull(error) ? 'full' : 'off')
      return
    }
    count()
    change({ status: 'open' })
    writer.start()
    await measure()
  }

  async function restore(): Promise<void> {
    await loading.retry()
    const comparison = await loading.comparison()
    if (comparison !== null) {
      asked = comparison.asked
      const { kept, at, hidden, deleted } = comparison
      // The browser writes the small store to the disk late: after it was killed, this one may be newer.
      const isNewer = kept !== null && at > host.savedAt && textOf(kept) !== host.first
      if (isNewer && textOf(getState()) === host.first) workbench.adopt(kept)
      setState({ hiddenGroups: new Set(hidden), deleted: [...deleted, ...getState().deleted] })
    }
    for await (const read of loading.ended()) take(read)
    const order = comparison?.order ?? []
    if (getState().queue.length === 0 && (await host.isElsewhere())) {
      void offerOnceFree(order).catch(refused)
    } else offer(await loading.open(), order)
  }

  /** While another tab trains, what is on its way there is not offered here; once it is done, what it left. */
  async function offerOnceFree(order: readonly string[]): Promise<void> {
    setState({ isElsewhere: true })
    await host.untilFree()
    setState({ isElsewhere: false })
    for await (const read of loading.ended()) take(read)
    offer(await loading.open(), order)
  }

  function take(read: readonly ReadRun[]): void {
    const { runs, queue } = getState()
    const stored = read.map(([run]) => run)
    const next = placed(stored, getState())
    if (next === runs) return
    // Under the ids that they got they are the ones that lie there.
    const records = new Map(read.map(([, record]) => [record.key, record] as const))
    const ended = endedRuns({ runs: next, replaced: getState().replaced })
    writer.adopt(
      [...ended].flatMap(([key, run]) => {
        const record = records.get(key)
        // What an earlier version wrote as a whole is written anew, in its parts.
        const isOlder = run.apart === undefined && run.history.size > 0
        return record === undefined || isOlder || runs.get(run.id) === run ? [] : [[run, record] as const]
      }),
    )
    // What has ended elsewhere waits no more.
    const waits = (id: string): boolean => {
      const run = next.get(id)
      return run !== undefined && isActive(run)
    }
    setState({ runs: next, queue: queue.every(waits) ? queue : queue.filter(waits) })
  }

  async function whole(run: Run): Promise<Run> {
    if (run.apart === undefined || run.apart.isLost) return run
    let read: Result<Run>
    try {
      read = await loading.whole(run)
    } catch (error) {
      refused(error)
      read = fail([])
    }
    if (read.ok) return read.value
    tell([warning(run.id, 'stored.readingsLost', { name: run.id })])
    return { ...run, apart: { ...run.apart, isLost: true } }
  }

  /** A few at a time: each time, all screens are told. */
  async function fetchReadings(runIds: readonly string[]): Promise<void> {
    for (let at = 0; at < runIds.length; at += CHUNK) {
      const read = new Map<Run, Run>()
      for (const id of runIds.slice(at, at + CHUNK)) {
        const run = getState().runs.get(id)
        if (run !== undefined && isFetchable(run)) read.set(run, await whole(run))
      }
      // One that was deleted meanwhile may come back, and is then what it was: its readings lie apart.
      const { runs } = getState()
      const there = new Set(runs.values())
      const fetched = [...read].filter(([before]) => there.has(before))
      if (fetched.length === 0) continue
      for (const [before, after] of fetched) writer.follow(before, after)
      setState({ runs: new Map([...runs].map(([id, run]) => [id, read.get(run) ?? run])) })
    }
  }

  /** Whether a tab other than this one trains: this one has something to train where it does. */
  async function isElsewhere(): Promise<boolean> {
    const { queue, isElsewhere: isWaiting } = getState()
    return queue.length === 0 ? host.isElsewhere() : isWaiting
  }

  /** Files of checkpoints belong to the tab that trains. */
  async function refusesDropping(): Promise<boolean> {
    const refuses = await isElsewhere()
    if (refuses) tell([warning('storage', 'stored.trainsElsewhere')])
    return refuses
  }

  function settledKeys(): ReadonlySet<string> {
    return new Set([...endedRuns(getState())].filter(([, run]) => isSettled(run)).map(([key]) => key))
  }

  /** Runs that were on their way wait for a click, in their order. */
  function offer(open: readonly ReadRun[], order: readonly string[]): void {
    const place = (key: string): number => {
      const at = order.indexOf(key)
      return at < 0 ? order.length : at
    }
    const sorted = [...open].sort(([, a], [, b]) => place(a.key) - place(b.key))
    const unfinished = new Map(sorted.map(([run, { key }]) => [key, run] as const))
    writer.adoptOpen(unfinished)
    // What was to be trained once more has its earlier result, and that is offered as it is.
    const settled = settledKeys()
    const left = [...unfinished].filter(([key]) => !settled.has(key))
    if (left.length > 0) setState({ unfinished: new Map([...left, ...getState().unfinished]) })
  }

  async function wrote(added: readonly Run[]): Promise<void> {
    count()
    await measure()
    if (asked || getState().keep.isPersistent !== false || !added.some(isSettled)) return
    asked = true
    notice('ask')
  }

  function count(): void {
    const sizes = [...writer.sizes().values()]
    change({ runs: { count: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) } })
  }

  async function measure(): Promise<void> {
    if (host.room === null) return
    const [{ usage, quota }, isPersistent] = await Promise.all([host.room.estimate(), host.room.persisted()])
    if (usage === undefined || quota === undefined || quota === 0) return
    change({ room: { used: usage, quota }, isPersistent })
    if (usage / quota >= TIGHT) notice('tight')
  }

  return {
    opened,

    async persist() {
      asked = true
      const isPersistent = (await host.room?.persist()) ?? false
      change({ isPersistent, notices: withoutNotices(getState().keep, 'ask') })
      if (!isPersistent) notice('notPromised')
    },

    async freeRoom() {
      if (await refusesDropping()) return
      const { keep, unfinished } = getState()
      const keys = freeableKeys(getState())
      if (keys.size === 0) return
      port.send({ type: 'drop-checkpoints', keys: [...keys] })
      // What has lost its checkpoint begins anew; what a person stopped stays so.
      const stopped = new Set(stoppedKeys(getState()))
      const left = [...unfinished]
        .filter(([key]) => !keys.has(key) || !stopped.has(key))
        .map(([key, run]) => [key, keys.has(key) ? queuedRun(run.id, run.config) : run] as const)
      setState({ unfinished: new Map(left) })
      change({ notices: withoutNotices(keep, 'tight', 'full') })
      port.send({ type: 'list-kept' })
      await measure()
    },

    async dropUnfinished(keys) {
      if (await refusesDropping()) return
      const gone = new Set(keys)
      setState({ unfinished: new Map([...getState().unfinished].filter(([key]) => !gone.has(key))) })
      port.send({ type: 'drop-checkpoints', keys })
      port.send({ type: 'list-kept' })
    },

    async reload() {
      if (getState().keep.status !== 'open') return
      try {
        for await (const read of loading.ended(settledKeys())) take(read)
        count()
      } catch (error) {
        refused(error)
      }
    },

    fetchReadings(runIds) {
      fetching = fetching.then(() => fetchReadings(runIds))
      return fetching
    },
    whole,

    written: writer.written,

    close() {
      writer.close()
      host.database.close()
    },
  }
}

const isFetchable = ({ apart }: Run): boolean => apart !== undefined && !apart.isLost

/** Dexie hands on the browser's error, itself or as the inner one. */
function isFull(error: unknown): boolean {
  const names = [error, error instanceof Error && 'inner' in error ? error.inner : null]
  return names.some((one) => one instanceof Error && one.name === 'QuotaExceededError')
}
