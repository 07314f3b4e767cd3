import type { Issue } from '../core/result.ts'
import type { Run } from '../run/run.ts'
import type { KeepState } from '../store/kept.ts'
import type { Workbench } from '../store/workbench.ts'
import type { PackedDataset, TrainerPort } from '../worker/protocol.ts'
import { type Archive, packArchive, readArchive } from './archive.ts'
import { comparisonRecord, parseComparison, type StoredComparison } from './comparison-record.ts'
import { placed } from './placed.ts'
import { parseRun, runRecord } from './run-record.ts'
import { endedRuns } from './wanted.ts'

interface ArchivistHost {
  readonly app: string
  /** Milliseconds since 1970. */
  now(): number
  /** Hands a file to the person. */
  save(name: string, file: Blob): void
  breathe(): Promise<void>
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

  function change(part: Partial<KeepState>): void {
    setState({ keep: { ...getState().keep, ...part } })
  }

  /** The next answer that has these datasets. */
  function packed(ids: readonly string[]): Promise<readonly PackedDataset[]> {
    return new Promise((resolve) => {
      const stop = port.onMessage((message) => {
        if (message.type !== 'packed-datasets') return
        stop()
        resolve(message.files)
      })
      port.send({ type: 'pack-datasets', ids })
    })
  }

  async function archiveOf(withDatasets: boolean): Promise<Archive> {
    const state = getState()
    const kept = withDatasets ? (state.keep.datasets ?? []) : []
    const files = kept.length === 0 ? [] : await packed(kept.map(({ info }) => info.id))
    const nameOf = (id: string): string => kept.find(({ info }) => info.id === id)?.info.name ?? id
    return {
      comparison: comparisonRecord(state, { at: host.now(), order: [], asked: false }),
      runs: [...endedRuns(state).values()].map((run) => ({ id: run.id, bytes: runRecord(run).bytes })),
      datasets: files.map(({ id, columns, passport }) => ({
        id,
        name: nameOf(id),
        columns: new Uint8Array(columns),
        passport: new Uint8Array(passport),
      })),
    }
  }

  return {
    async exportAll(withDatasets) {
      change({ isBusy: true })
      try {
        const chunks = await packArchive(await archiveOf(withDatasets), host.app, host.breathe)
        const day = new Date(host.now()).toISOString().slice(0, 10)
        host.save(`soundcheck-${day}.soundcheck-archive`, new Blob([...chunks], { type: 'application/zip' }))
      } finally {
        change({ isBusy: false })
      }
    },

    async review(file) {
      change({ isBusy: true, review: null })
      const read = readArchive(new Uint8Array(await file.arrayBuffer()))
      if (!read.ok) {
        change({ isBusy: false })
        setState({ problem: read.error })
        return
      }
      const { archive, issues } = read.value
      const unread: Issue[] = []
      const runs = archive.runs.flatMap(({ id, bytes }) => {
        const run = parseRun(bytes)
        if (run.ok) return [{ ...run.value, origin: 'archive' as const }]
        unread.push(...run.error.map((one) => ({ ...one, path: `${id}: ${one.path}` })))
        return []
      })
      const comparison = archive.comparison === null ? null : parseComparison(archive.comparison)
      if (comparison?.ok === false) unread.push(...comparison.error)
      reviewed = { runs, comparison: comparison?.ok ? comparison.value : null, datasets: archive.datasets }
      change({
        isBusy: false,
        review: {
          runs: runs.length,
          datasets: archive.datasets.map(({ name }) => name),
          hasComparison: reviewed.comparison?.kept != null,
          issues: [...issues, ...unread],
        },
      })
    },

    take(opens) {
      if (reviewed === null) return
      const { runs, comparison, datasets } = reviewed
      reviewed = null
      const kept = comparison?.kept ?? null
      if (opens && kept !== null && comparison !== null && getState().queue.length === 0) {
        const mine = [...getState().runs.values()]
        workbench.adopt(kept)
        setState({
          hiddenGroups: new Set(comparison.hidden),
          deleted: [...comparison.deleted, ...getState().deleted],
        })
        // What was here lies under ids of another plan now.
        setState({ runs: placed([...runs, ...mine], { ...getState(), runs: new Map() }) })
      } else setState({ runs: placed(runs, getState()) })
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
