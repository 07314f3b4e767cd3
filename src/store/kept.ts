import type { DatasetInfo } from '../core/data/dataset.ts'
import type { Issue } from '../core/result.ts'
import type { Run } from '../run/run.ts'

/** How many of something lie on this device, and how large they are. */
export interface Amount {
  readonly count: number
  readonly bytes: number
}

/** A dataset whose columns lie on this device. */
export interface KeptDataset {
  readonly info: DatasetInfo
  readonly bytes: number
}

/** What an archive that was chosen holds; taken in when a person says so. */
export interface ArchiveReview {
  readonly runs: number
  /** Of these, those that stay as they are here. */
  readonly here: number
  readonly datasets: readonly string[]
  /** Whether its comparison can be opened. */
  readonly hasComparison: boolean
  /** Parts that cannot be read: they are left out. */
  readonly issues: readonly Issue[]
}

/** Something about storage that is said once, until it is closed. */
export type KeepNotice =
  /** The browser may clear what is kept, and is asked not to. */
  | 'ask'
  /** It did not promise. */
  | 'notPromised'
  /** Little room is left. */
  | 'tight'
  /** A write was refused. */
  | 'full'
  /** Nothing outlives the page. */
  | 'off'

export interface KeepState {
  /** `off` where the browser keeps no records. */
  readonly status: 'opening' | 'open' | 'off'
  /** Null until the trainer has said what lies there. */
  readonly datasets: readonly KeptDataset[] | null
  readonly runs: Amount
  /** Runs that training can go on with: by config and seed, one entry for each file. */
  readonly checkpoints: readonly { readonly key: string; readonly bytes: number }[]
  /** Bytes of this page's storage as the browser counts them, and how many it allows; null where it does not say. */
  readonly room: { readonly used: number; readonly quota: number } | null
  /** Whether the browser promised not to clear it by itself; null until it said so. */
  readonly isPersistent: boolean | null
  readonly notices: readonly KeepNotice[]
  /** Its panel is open. */
  readonly isShown: boolean
  /** Packing or reading an archive. */
  readonly isBusy: boolean
  readonly review: ArchiveReview | null
}

/** What outlives the page. */
export interface KeepPart {
  readonly keep: KeepState
  /** Runs that were on their way when the page went, by config and seed, in the order of the queue. */
  readonly unfinished: ReadonlyMap<string, Run>
  /** Another tab trains: this one waits for its turn. */
  readonly isElsewhere: boolean
}

export const NOTHING_KEPT: KeepPart = {
  keep: {
    status: 'opening',
    datasets: null,
    runs: { count: 0, bytes: 0 },
    checkpoints: [],
    room: null,
    isPersistent: null,
    notices: [],
    isShown: false,
    isBusy: false,
    review: null,
  },
  unfinished: new Map(),
  isElsewhere: false,
}

/** What a person can do about it. */
export interface KeepActions {
  /** Queues the runs of the plan that were on their way when the page went. */
  resumeUnfinished(): void
  /** Gives up the same, and what was kept to go on from; runs of other plans stay. */
  dropUnfinished(): void
  /** Brings what these runs recorded inside, where it is kept apart. */
  fetchReadings(runIds: readonly string[]): void
  /** Takes a dataset off this device. */
  dropDataset(id: string): void
  /** Asks the browser to promise that it clears nothing by itself. */
  persist(): void
  /** Gives back the room of all checkpoints that nothing under way needs: their runs can only begin anew. */
  freeRoom(): void
  /** Hands everything to the person as one file. */
  exportAll(withDatasets: boolean): void
  /** Reads such a file, to be reviewed. */
  reviewArchive(file: File): void
  /** Takes in what was reviewed; `opens` its comparison in place of this one. */
  takeArchive(opens: boolean): void
  dismissArchive(): void
  /** Opens and closes the panel of what is kept; opened, it is counted anew. */
  showStorage(isShown: boolean): void
  dismissKeepNotice(notice: KeepNotice): void
}
