import { type Issue, issue, warning } from '../core/result.ts'
import { mergedMemories } from '../run/deleted.ts'
import type { Run } from '../run/run.ts'
import type { KeepState } from '../store/kept.ts'
import { isActive } from '../store/runs.ts'
import type { Workbench } from '../store/workbench.ts'
import type { PackedDataset, TrainerPort } from '../worker/protocol.ts'
import { type Archive, packArchive, readArchive } from './archive.ts'
import { comparisonRecord, parseComparison, type StoredComparison } from './comparison-record.ts'
import { coming, placed } from './placed.ts'
import { parseRun, wholeRecord } from './run-record.ts'
import { endedRuns } from './wanted.ts'

interface ArchivistHost {
  readonly app: string
  /** Milliseconds since 1970. */
  now(): number
  /** Hands a file to the person. */
  save(name: string, file: Blob): void
  breathe(): Promise<void>
  /** A run with what it recorded inside, as far as that can be read. */
  whole(run: Run): Promise<Run>
}

/** Everything of this device as one file, and such a file taken in. */
export interface Archivist {
  exportAll(withDatasets: boolean): Promise<void>
  review(file: Blob): Promise<void>
  /** Takes in what was reviewed last; `opens` its comparison in place of the one here. */
  take(opens: boolean): void
}

interface Reviewed {
  readonly runs: readonly Run[]
  readonly comparison: StoredComparison | null
  readonly datasets: Archive['datasets']
}

export function createArchivist(workbench: Workbench, port: TrainerPort, host: ArchivistHost): Archivist {
  const { getState, setState } = workbench
  let reviewed: Reviewed | null = null
  let packs = 0

  function change(part: Partial<KeepState>): void {
    setState({ keep: { ...getState().keep, ...part } })
  }

  /** Throws what keeps the trainer from it. */
  function packed(ids: readonly string[]): Promise<readonly PackedDataset[]> {
    const packId = `pack ${++packs}`
    return new Promise((resolve, reject) => {
      const stop = port.onMessage((message) => {
        if (message.type !== 'packed-datasets' && message.type !== 'not-packed') return
        if (message.packId !== packId) return
        stop()
        if (message.type === 'packed-datasets') resolve(message.files)
        else reject(new Error(message.issues.map(({ code, params }) => params.detail ?? code).join(', ')))
      })
      port.send({ type: 'pack-datasets', packId, ids })
    })
  }

  /** One after the other: the page goes on. */
  async function wholeRuns(runs: readonly Run[]): Promise<Archive['runs']> {
    const all: Archive['runs'][number][] = []
    for (const run of runs) {
      const { apart: _lost, ...whole } = await host.whole(run)
      all.push({ id: run.id, bytes: await wholeRecord(whole) })
    }
    return all
  }

  async function archiveOf(withDatasets: boolean): Promise<Archive> {
    const state = getState()
    const kept = withDatasets ? (state.keep.datasets ?? []) : []
    const files = kept.length === 0 ? [] : await packed(kept.map(({ info }) => info.id))
    const nameOf = (id: string): string => kept.find(({ info }) => info.id === id)?.info.name ?? id
    return {
      comparison: comparisonRecord(state, { at: host.now(), order: [], asked: false }),
      runs: await wholeRuns([...endedRuns(state).values()]),
      datasets: files.map(({ id, columns, passport }) => ({
        id,
        name: nameOf(id),
        columns: new Uint8Array(columns),
        passport: new Uint8Array(passport),
      })),
    }
  }

  /** What fails is said, with what was on the page before, and leaves it able to go on. */
  async function busy(code: string, work: () => Promise<void>): Promise<void> {
    change({ isBusy: true })
    try {
      await work()
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      setState({ problem: [...(getState().problem ?? []), issue('archive', code, { detail })] })
    } finally {
      change({ isBusy: false })
    }
  }

  /** A run of an archive has ended: there is nothing here that would go on with another. */
  function parsedRun({ id, bytes }: Archive['runs'][number], told: Issue[]): readonly Run[] {
    const run = parseRun(bytes)
    if (!run.ok) told.push(...run.error.map((one) => ({ ...one, path: `${id}: ${one.path}` })))
    else if (isActive(run.value)) told.push(warning(id, 'archive.notEnded', { name: id }))
    else {
      if (run.value.apart?.isLost) told.push(warning(id, 'archive.readingsLost', { name: id }))
      return [{ ...run.value, origin: 'archive' }]
    }
    return []
  }

  async function reviewedOf(file: Blob): Promise<void> {
    const read = await readArchive(file)
    if (!read.ok) {
      setState({ problem: read.error })
      return
    }
    const { archive, issues } = read.value
    const unread: Issue[] = []
    const runs: Run[] = []
    for (const one of archive.runs) {
      runs.push(...parsedRun(one, unread))
      await host.breathe()
    }
    const comparison = archive.comparison === null ? null : parseComparison(archive.comparison)
    if (comparison?.ok === false) unread.push(...comparison.error)
    reviewed = { runs, comparison: comparison?.ok ? comparison.value : null, datasets: archive.datasets }
    change({
      review: {
        runs: runs.length,
        here: runs.length - coming(runs, getState()).length,
        datasets: archive.datasets.map(({ name }) => name),
        hasComparison: reviewed.comparison?.kept != null,
        issues: [...issues, ...unread],
      },
    })
  }

  return {
    exportAll: (withDatasets) =>
      busy('archive.notPacked', async () => {
        const chunks = await packArchive(await archiveOf(withDatasets), host.app, host.breathe)
        const day = new Date(host.now()).toISOString().slice(0, 10)
        host.save(`soundcheck-${day}.soundcheck-archive`, new Blob([...chunks], { type: 'application/zip' }))
      }),

    review(file) {
      reviewed = null
      change({ review: null })
      return busy('archive.unread', () => reviewedOf(file))
    },

    take(opens) {
      if (reviewed === null) return
      const { runs, comparison, datasets } = reviewed
      reviewed = null
      const kept = comparison?.kept ?? null
      const deleted = mergedMemories(comparison?.deleted ?? [], getState().deleted)
      if (opens && kept !== null && comparison !== null && getState().queue.length === 0) {
        const mine = [...getState().runs.values()]
        workbench.adopt(kept)
        setState({ hiddenGroups: new Set(comparison.hidden) })
        // What was here lies under ids of another plan now.
        setState({ runs: placed(mine, { ...getState(), runs: new Map() }) })
      }
      setState({ runs: placed(runs, getState()), deleted })
      change({ review: null })
      if (datasets.length === 0) return
      const files = datasets.map(({ id, columns, passport }) => ({
        id,
        columns: columns.slice().buffer,
        passport: passport.slice().buffer,
      }))
      port.send(
        { type: 'keep-datasets', files },
        files.flatMap((own) => [own.columns, own.passport]),
      )
    },
  }
}
