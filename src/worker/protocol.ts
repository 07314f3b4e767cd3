import type { DatasetInfo } from '../core/data/dataset.ts'
import type { Fingerprint } from '../core/data/fingerprint.ts'
import type { Passport } from '../core/data/passport/finding.ts'
import type { ReadSettings } from '../core/data/read-settings.ts'
import type { Schema, SplitRule } from '../core/data/schema.ts'
import type { InspectAnswer, InspectQuestion } from '../core/inspect/question.ts'
import type { SliceSpec } from '../core/metrics/slice-spec.ts'
import type { RankAnswer, RankQuestion } from '../core/ranking/question.ts'
import type { Issue } from '../core/result.ts'
import type { DatasetRef, ExperimentConfig, GeneratedRef } from '../experiment/config.ts'
import type { Device, Probe } from '../run/device.ts'
import type { RunEvent } from '../run/events.ts'
import type { Room } from '../run/memory.ts'
import type { Prepared } from '../run/report.ts'
import type { SliceReferences, SliceReport } from '../run/slice-report.ts'

export type BackendName = 'webgpu' | 'wasm' | 'cpu' | 'webgl'

/** Which backend trains and why; shown in a badge. */
export interface Backend {
  readonly name: BackendName
  readonly reason: BackendReason
  /** The adapter's or the processor's own words, for the badge's tooltip. */
  readonly detail: string
  /** Threads that a compiled run uses; 1 where the page cannot share memory. */
  readonly threads: number
  /** What could be chosen by hand here. */
  readonly available: readonly BackendName[]
  /** What was measured here; null until it was. */
  readonly probe: Probe | null
  /** What a program may have of memory. */
  readonly room: Room
}

/** Catalogue code below `backend.reason.`. */
export type BackendReason =
  | 'byHand'
  | 'adapter'
  | 'slowerAdapter'
  | 'failedAdapter'
  | 'softwareAdapter'
  | 'noAdapter'
  | 'noWebGpu'
  | 'lostDevice'

/** A backend before it is known what was measured and how many threads it may use. */
export interface ChosenBackend extends Omit<Backend, 'threads' | 'probe'> {
  readonly device: Device
}

/** A file that a person chose, by the name it has on their disk. */
export interface NamedFile {
  readonly name: string
  readonly file: Blob
}

/**
 * As what a trained model leaves: weights with a PyTorch script and test rows to check them by, the same without rows, or
 * a graph for ONNX runtimes.
 */
export type ModelForm = 'pytorch' | 'weights' | 'onnx'

/** Main → worker: what to do. */
export type Command =
  /** By hand, or null for the fastest: by what is known of this very device, else by measuring. Comes first. */
  | {
      readonly type: 'select-backend'
      readonly backend: BackendName | null
      readonly known: Probe | null
    }
  /** What Run would train first: it is compiled while nothing else is to be done. */
  | { readonly type: 'warm'; readonly config: ExperimentConfig }
  /** A dropped or chosen file; read as a stream. `importId` is the caller's. */
  | {
      readonly type: 'import'
      readonly importId: string
      readonly name: string
      readonly file: Blob
      /** What a person overrules of the reading. */
      readonly settings?: ReadSettings
    }
  /** Several files that are one dataset, called so until it has a name. */
  | {
      readonly type: 'import-files'
      readonly importId: string
      readonly name: string
      readonly files: readonly NamedFile[]
      readonly settings?: ReadSettings
    }
  | { readonly type: 'import-builtin'; readonly importId: string; readonly id: string }
  | { readonly type: 'import-world'; readonly importId: string; readonly world: GeneratedRef }
  | { readonly type: 'stop-import'; readonly importId: string }
  /** Asks what lies on this device. */
  | { readonly type: 'list-kept' }
  /** Takes a dataset off this device. */
  | { readonly type: 'drop-dataset'; readonly id: string }
  /** Asks for datasets as they lie there. */
  | { readonly type: 'pack-datasets'; readonly packId: string; readonly ids: readonly string[] }
  /** Puts datasets on this device that were packed on another. */
  | { readonly type: 'keep-datasets'; readonly files: readonly PackedDataset[] }
  /** The bytes of a generated dataset as CSV, to save. */
  | { readonly type: 'export-csv'; readonly dataset: DatasetRef }
  | {
      readonly type: 'prepare'
      readonly prepareId: string
      readonly dataset: DatasetRef
      readonly schema: Schema
      readonly split: SplitRule
    }
  /** Asks what a link knows a dataset by under a schema; to go into a link (`shared`), where one that can be guessed has no sums. */
  | {
      readonly type: 'fingerprint'
      readonly askId: string
      readonly dataset: DatasetRef
      readonly schema: Schema
      readonly shared: boolean
    }
  /** `checkpoints`: where they are kept on this device; in memory alone without it. */
  | {
      readonly type: 'start'
      readonly runId: string
      readonly config: ExperimentConfig
      readonly checkpoints?: CheckpointPlace
    }
  /** Nobody will go on from what is kept under these keys. */
  | { readonly type: 'drop-checkpoints'; readonly keys: readonly string[] }
  /** `step`: on to the next evaluation, and pause there. */
  | { readonly type: 'stop' | 'pause' | 'resume' | 'step'; readonly runId: string }
  /** A question about the scores of a run that has ended; a newer one of its kind overtakes it. `partnerId`: another run. */
  | {
      readonly type: 'rank'
      readonly rankId: string
      readonly runId: string
      readonly partnerId: string | null
      readonly question: RankQuestion
    }
  /** Asks what runs that have ended say of a slice that a person made. */
  | {
      readonly type: 'slice'
      readonly sliceId: string
      readonly runIds: readonly string[]
      readonly spec: SliceSpec
    }
  /** A question about the trained weights of a run that has ended; a newer one of its kind overtakes it. */
  | {
      readonly type: 'inspect'
      readonly inspectId: string
      readonly runId: string
      readonly question: InspectQuestion
    }
  /** A run that has ended as a file for other programs; `title` is what the file says of itself. */
  | {
      readonly type: 'export-model'
      readonly exportId: string
      readonly runId: string
      readonly title: string
      readonly form: ModelForm
    }
  /** Nobody will ask about these runs any more. */
  | { readonly type: 'forget'; readonly runIds: readonly string[] }

/** A dataset as it lies on a device: its columns, and what is said of them. */
export interface PackedDataset {
  readonly id: string
  readonly columns: ArrayBuffer
  readonly passport: ArrayBuffer
}

/** Where the checkpoints of a run are kept on this device. */
export interface CheckpointPlace {
  /** The page's name for them, the same over visits; no other run has it. */
  readonly key: string
  /** Goes on from the checkpoint of this step, or the latest before it; null to begin anew. */
  readonly from: number | null
  /** A person stopped it in this visit; absent where the page went. */
  readonly wasStopped?: true
}

/** Worker → main: what happened. */
export type WorkerMessage =
  | { readonly type: 'ready'; readonly backend: Backend }
  /** Something that nobody waits for went wrong: measuring, or compiling ahead. */
  | { readonly type: 'trouble'; readonly issues: readonly Issue[] }
  /** This device was measured: to be known next time. */
  | { readonly type: 'probed'; readonly probe: Probe }
  | { readonly type: 'backend-failed'; readonly backend: BackendName; readonly detail: string }
  | {
      readonly type: 'import-progress'
      readonly importId: string
      readonly bytes: number
      readonly totalBytes: number
      readonly rows: number
      /** Users are counted before some of them are drawn. */
      readonly isCounting?: boolean
    }
  | { readonly type: 'imported'; readonly importId: string; readonly dataset: DatasetInfo }
  /** `stopped` when a person stopped it: no issue then. */
  | {
      readonly type: 'rejected'
      readonly importId: string
      readonly name: string
      readonly issues: readonly Issue[]
      readonly stopped: boolean
    }
  /** What lies on this device: when asked, and when datasets change. */
  | {
      readonly type: 'kept'
      readonly datasets: readonly { readonly info: DatasetInfo; readonly bytes: number }[]
      readonly checkpoints: readonly { readonly key: string; readonly bytes: number }[]
    }
  | {
      readonly type: 'packed-datasets'
      readonly packId: string
      readonly files: readonly PackedDataset[]
    }
  | { readonly type: 'not-packed'; readonly packId: string; readonly issues: readonly Issue[] }
  | { readonly type: 'csv'; readonly name: string; readonly bytes: ArrayBuffer }
  | {
      readonly type: 'prepared'
      readonly prepareId: string
      readonly prepared: Prepared
      readonly issues: readonly Issue[]
    }
  /** What the radar says of what was asked to be prepared; it follows the answer, whatever that was. */
  | { readonly type: 'passport'; readonly prepareId: string; readonly passport: Passport }
  /** Null where the dataset is not here, or could not be read. */
  | {
      readonly type: 'fingerprinted'
      readonly askId: string
      readonly fingerprint: Fingerprint | null
    }
  | { readonly type: 'unprepared'; readonly prepareId: string; readonly issues: readonly Issue[] }
  /** A run named a dataset that is not here. */
  | { readonly type: 'missing'; readonly runId: string; readonly dataset: DatasetRef }
  | { readonly type: 'refused'; readonly runId: string; readonly issues: readonly Issue[] }
  | { readonly type: 'run'; readonly runId: string; readonly event: RunEvent }
  | { readonly type: 'ranked'; readonly rankId: string; readonly answer: RankAnswer }
  /** Metrics of a slice for each run whose scores are kept here; `gone` are those of whom they are not. */
  | {
      readonly type: 'sliced'
      readonly sliceId: string
      readonly reports: readonly { readonly runId: string; readonly report: SliceReport }[]
      readonly gone: readonly string[]
      /** Of the rows that the first of the runs reads; null where no run has scores. */
      readonly references: SliceReferences | null
    }
  | { readonly type: 'unsliced'; readonly sliceId: string; readonly issues: readonly Issue[] }
  /** No issue when a newer question of its kind overtook it. */
  | { readonly type: 'unranked'; readonly rankId: string; readonly issues: readonly Issue[] }
  | {
      readonly type: 'exported'
      readonly exportId: string
      readonly name: string
      readonly bytes: ArrayBuffer
    }
  | { readonly type: 'unexported'; readonly exportId: string; readonly issues: readonly Issue[] }
  | { readonly type: 'inspected'; readonly inspectId: string; readonly answer: InspectAnswer }
  /** No issue when a newer question of its kind overtook it. */
  | { readonly type: 'uninspected'; readonly inspectId: string; readonly issues: readonly Issue[] }

/** What the store needs. The worker is one; a test's in-process trainer is another. */
export interface TrainerPort {
  send(command: Command, transfer?: readonly Transferable[]): void
  onMessage(listener: (message: WorkerMessage) => void): () => void
}
