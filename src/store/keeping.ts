import type { DatasetInfo } from '../core/data/dataset.ts'
import type { DatasetRef } from '../experiment/config.ts'
import type { TrainerPort, WorkerMessage } from '../worker/protocol.ts'
import type { Access } from './access.ts'
import { isPresent, missingDataset, withDataset, withoutDataset } from './datasets.ts'
import type { KeepActions, KeepNotice, KeepState } from './kept.ts'
import { unfinishedCells } from './unfinished.ts'

export type KeepMessage = Extract<WorkerMessage, { readonly type: 'kept' }>

/** What the part that writes to the device does for a person; it is fetched after the first paint. */
export interface KeepPort {
  /** Brings runs that other tabs ended since. */
  reload(): Promise<void>
  /** Resolves once all that is to be written lies there. */
  written(): Promise<void>
  fetchReadings(runIds: readonly string[]): void
  persist(): void
  freeRoom(): void
  dropUnfinished(keys: readonly string[]): void
  exportAll(withDatasets: boolean): void
  reviewArchive(file: File): void
  takeArchive(opens: boolean): void
}

export interface Keeping {
  readonly actions: Omit<KeepActions, 'resumeUnfinished'>
  /** What asks for it before it came has nothing to ask about. */
  attach(port: KeepPort): void
  receive(message: KeepMessage): void
  reload(): Promise<void>
  written(): Promise<void>
}

/** Which datasets lie on this device, and what a person does about what is kept. */
export function createKeeping(
  access: Access,
  port: TrainerPort,
  arrived: (info: DatasetInfo) => void,
): Keeping {
  let keep: KeepPort | null = null

  function change(part: Partial<KeepState>): void {
    access.set({ keep: { ...access.get().keep, ...part } })
  }

  return {
    actions: {
      dropUnfinished: () => keep?.dropUnfinished(unfinishedCells(access.get()).map(({ hash }) => hash)),
      fetchReadings: (runIds) => keep?.fetchReadings(runIds),
      dropDataset: (id) => port.send({ type: 'drop-dataset', id }),
      persist: () => keep?.persist(),
      freeRoom: () => keep?.freeRoom(),
      exportAll: (withDatasets) => keep?.exportAll(withDatasets),
      reviewArchive: (file) => keep?.reviewArchive(file),
      takeArchive: (opens) => keep?.takeArchive(opens),
      dismissArchive: () => change({ review: null }),
      showStorage(isShown) {
        change({ isShown })
        if (isShown) port.send({ type: 'list-kept' })
      },
      dismissKeepNotice: (notice) => change({ notices: withoutNotices(access.get().keep, notice) }),
    },

    attach(port) {
      keep = port
    },

    reload: async () => keep?.reload(),
    written: async () => keep?.written(),

    receive({ datasets, checkpoints }) {
      const before = access.get()
      const here = new Set(datasets.map(({ info }) => info.id))
      const gone = (before.keep.datasets ?? []).filter(({ info }) => !here.has(info.id))
      let known = before.datasets
      for (const { info } of gone) known = withoutDataset(known, refOf(info))
      const added = datasets.map(({ info }) => info).filter(({ id }) => !known.has(id))
      for (const info of added) known = withDataset({ ...before, datasets: known }, info, null).datasets
      access.set({ datasets: known })
      change({ datasets, checkpoints })
      for (const info of added) arrived(info)
      const { dataset } = access.get().draft
      const isFirst = before.keep.datasets === null || gone.some(({ info }) => info.id === dataset.id)
      if (isFirst && !isPresent(known, dataset) && dataset.kind === 'upload') {
        access.set({ problem: [missingDataset(dataset)] })
      }
    },
  }
}

const refOf = ({ id, name }: DatasetInfo): DatasetRef => ({ kind: 'upload', id, name })

/** Notices without some of them. */
export const withoutNotices = ({ notices }: KeepState, ...gone: KeepNotice[]): readonly KeepNotice[] =>
  notices.filter((one) => !gone.includes(one))
