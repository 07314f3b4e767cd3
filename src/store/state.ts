import type { DatasetInfo } from '../core/data/dataset.ts'
import type { Passport } from '../core/data/passport/finding.ts'
import type { ReadSettings } from '../core/data/read-settings.ts'
import type { Schema, SplitRule } from '../core/data/schema.ts'
import type { WorldRecipe } from '../core/data/worlds/settings.ts'
import type { InspectAnswer, InspectKind, InspectQuestion } from '../core/inspect/question.ts'
import type { Language } from '../core/language.ts'
import type { CurveView } from '../core/metrics/training-axis.ts'
import type { RankAnswer, RankKind, RankQuestion } from '../core/ranking/question.ts'
import type { Issue } from '../core/result.ts'
import type {
  DatasetRef,
  ExperimentConfig,
  GeneratedRef,
  ModelConfig,
  TrainingConfig,
} from '../experiment/config.ts'
import type { Factorial } from '../experiment/factorial.ts'
import type { Plan } from '../experiment/plan.ts'
import type { Sweep } from '../experiment/sweep.ts'
import type { ModuleConfigs, ModuleId } from '../modules/specs.ts'
import type { DeletedRun } from '../run/deleted.ts'
import type { Probe } from '../run/device.ts'
import type { Prepared } from '../run/report.ts'
import type { Run } from '../run/run.ts'
import type { SliceReferences } from '../run/slice-report.ts'
import type { Backend, BackendName, ModelForm } from '../worker/protocol.ts'
import type { CompareView, GroupMark, RunMark, SavedSlice } from './compare-view.ts'
import type { KeepActions, KeepPart } from './kept.ts'
import type { LinkedClaims, ReviewedLink } from './links.ts'
import type { MatchPart } from './matcher.ts'

/** An import under way, or the last one's end. */
export type ImportState =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'reading'
      readonly importId: string
      readonly name: string
      readonly bytes: number
      readonly totalBytes: number
      readonly rows: number
      /** Users are counted before some of them are drawn; else rows are read. */
      readonly isCounting: boolean
    }
  | {
      readonly kind: 'rejected'
      readonly name: string
      readonly issues: readonly Issue[]
      /** How it was read; null where the file is no longer at hand. */
      readonly settings: ReadSettings | null
    }

export type PrepareState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'preparing'; readonly prepareId: string }
  /** `stale` while a newer one is under way: shown dimmed. */
  | { readonly kind: 'prepared'; readonly prepared: Prepared; readonly issues: readonly Issue[] }
  | { readonly kind: 'refused'; readonly issues: readonly Issue[] }

/** A link that was opened and waits for a click; it never starts training by itself. */
export type LinkState =
  | { readonly kind: 'none' }
  | ({ readonly kind: 'review' } & ReviewedLink)
  | { readonly kind: 'broken'; readonly issues: readonly Issue[] }

/** What is known of a question about one execution of a run, `attempt`, and perhaps another's. */
export type RankState = { readonly attempt: string; readonly partner: string | null } & (
  | { readonly kind: 'asking'; readonly rankId: string; readonly last: RankAnswer | null }
  | { readonly kind: 'answered'; readonly answer: RankAnswer }
  | { readonly kind: 'refused'; readonly issues: readonly Issue[] }
)

/** What is known of a slice that a person made. */
export type SliceState =
  | (SliceReading & { readonly kind: 'asking'; readonly sliceId: string; readonly runIds: readonly string[] })
  | (SliceReading & { readonly kind: 'answered' })
  | (SliceReading & { readonly kind: 'refused'; readonly issues: readonly Issue[] })
interface SliceReading {
  /** Executions whose scores the trainer has no more, or which it refused. */
  readonly gone: readonly string[]
  /** Reference lines of its rows, by the reading that they hold for. */
  readonly references: ReadonlyMap<string, SliceReferences>
}
/** What is known of a question about the trained weights of one execution of a run. */
export type InspectState = { readonly attempt: string } & (
  | { readonly kind: 'asking'; readonly inspectId: string; readonly last: InspectAnswer | null }
  | { readonly kind: 'answered'; readonly answer: InspectAnswer }
  | { readonly kind: 'refused'; readonly issues: readonly Issue[] }
)
/** A language by hand, or the browser's. */
export type LanguageChoice = Language | 'auto'

export type Theme = 'light' | 'dark' | 'auto'

/**
 * What the plan is rebuilt from when the draft changes and nothing of it has been trained yet: `starter` is the draft
 * against the draft without its first module; null once a person arranged the groups by hand or opened a link.
 */
export type PlanFollows = PlanKind | 'starter' | null

/** What a person looks at; serialisable, restored on reload. */
export interface View {
  readonly task: string | null
  /** null: all rows. */
  readonly slice: string | null
  readonly metric: 'auc' | 'gauc'
  readonly showSeeds: boolean
  readonly showBand: boolean
  readonly curves: CurveView
  /** Subject of the Inside screens. */
  readonly insideGroup: string | null
  readonly insideSeed: number | null
  /** Group that the subject is held against; null: the baseline. */
  readonly insideAgainst: string | null
  /** Evaluation that is looked at; null: that of the weights that are kept. */
  readonly insideStep: number | null
  readonly compare: CompareView
}

export interface WorkbenchState extends KeepPart, MatchPart {
  /** Null until the worker said which backend trains. */
  readonly backend: Backend | null
  /** What was chosen by hand, kept for the next visit; null: the fastest. */
  readonly wish: BackendName | null
  /** What this device was measured to do, kept likewise. */
  readonly probe: Probe | null
  readonly backendFailure: { readonly backend: BackendName; readonly detail: string } | null
  /** By dataset id; the built-in sample and generated worlds under their names and, the same value, under their hash. */
  readonly datasets: ReadonlyMap<string, DatasetInfo>
  /** Generated worlds by the hash of their bytes. */
  readonly worlds: ReadonlyMap<string, GeneratedRef>
  readonly importing: ImportState
  /** How each dataset was read whose file is still at hand. */
  readonly readings: ReadonlyMap<string, ReadSettings>
  readonly draft: ExperimentConfig
  /** Earlier drafts, the latest last; at most 100. */
  readonly past: readonly ExperimentConfig[]
  /** Drafts that were undone, the next one last. */
  readonly future: readonly ExperimentConfig[]
  /** Settings of modules that are off, for the next time they are on. */
  readonly shelf: ModuleConfigs
  readonly preparing: PrepareState
  /** What the radar said of the draft's dataset, schema and split; of the draft before while a newer one is under way. */
  readonly passport: Passport | null
  readonly plan: Plan
  readonly follows: PlanFollows
  /** Tells attempts of this visit from those of others; never kept. */
  readonly visit: string
  /** Run of each `group|seed` of the plan. Runs of removed groups stay until cleared. */
  readonly runs: ReadonlyMap<string, Run>
  readonly hiddenGroups: ReadonlySet<string>
  /** Run ids waiting, in order, the running one first. */
  readonly queue: readonly string[]
  readonly paused: boolean
  /** Seconds of training after which the queue ends with the run under way; null: none. */
  readonly budget: Budget | null
  /** What the last budget kept from being trained, by group and seed; null while nothing was. */
  readonly leftOut: LeftOut | null
  /** Set when a run was refused or its dataset is missing. */
  readonly problem: readonly Issue[] | null
  /** The latest question of each kind about a run's ranking. */
  readonly rankings: ReadonlyMap<RankKind, RankState>
  /** By slice key. */
  readonly slicing: ReadonlyMap<string, SliceState>
  /** By run id, what was known of a run that is being trained once more. */
  readonly replaced: ReadonlyMap<string, Run>
  /** What statistics remember of deleted runs, also of those that cannot come back any more. */
  readonly deleted: readonly DeletedRun[]
  /** Deleted runs, the latest deletion last. */
  readonly bin: readonly (readonly Run[])[]
  /** The latest question of each kind about a run's trained weights; answers may name users, so they are kept nowhere. */
  readonly inspections: ReadonlyMap<InspectKind, InspectState>
  /** Whether a file with trained weights is being made. */
  readonly exporting: boolean
  readonly link: LinkState
  /** What an opened link claims, apart from `runs`: no mean and no verdict is ever taken over both. */
  readonly claims: LinkedClaims | null
  /** What the link of the plan held that is not known here, passed on when the plan is shared again. */
  readonly carried: Readonly<Record<string, unknown>> | null
  /** The dialog that makes links is open. */
  readonly sharing: boolean
  readonly view: View
  readonly theme: Theme
  readonly language: LanguageChoice
}

/** What a person can do with a comparison beside its plan. */
export interface CompareActions {
  /**
   * Keeps a slice under its name and looks at it; equal predicates are one slice. Whether it did: where it and the others
   * name too many users and rows, that is told.
   */
  saveSlice(saved: SavedSlice): boolean
  dropSlice(key: string): void
  /** Asks the trainer what the tested runs say of a saved slice, those that have not said it yet. */
  readSlice(key: string): void
  markRuns(ids: readonly string[], change: Partial<RunMark>): void
  markGroup(id: string, change: Partial<GroupMark>): void
  noteComparison(change: Partial<Pick<CompareView, 'hypothesis' | 'note'>>): void
  /** Takes ended runs out of the comparison, until undone. */
  deleteRuns(ids: readonly string[]): void
  undoDelete(): void
}

/** What a person can do with a link, and with the results that it claims. */
export interface LinkActions {
  /** Puts a link up for review. */
  openLink(hash: string): void
  /** The sender's backend only where the opener takes it. */
  acceptLink(takesBackend: boolean): void
  /** Takes the recipe of the link, or of the claims, on the draft's data. */
  tryLink(): void
  dismissLink(): void
  /** Trains here what is claimed, so that each number can be held against it. */
  verifyClaims(): void
  dropClaims(): void
  /** Opens and closes the dialog that makes links. */
  share(open: boolean): void
}

/** Files that the trainer makes. */
export interface ExportActions {
  /** Hands the CSV of generated data to the person as a file. */
  downloadCsv(dataset: DatasetRef): void
  /** Hands the trained model of a run that has ended to the person, one at a time. */
  exportModel(run: Pick<Run, 'attempt'>, title: string, form: ModelForm): void
  /** Hands the comparison that a link opens to the person, with what its runs said and, if asked for, their weights, with or without test rows. */
  saveExperiment(link: string, weights: Exclude<ModelForm, 'onnx'> | null): void
}

/** What puts an experiment from elsewhere up for review. */
export interface OpenActions {
  /** A picture or a `.soundcheck` file. */
  openFile(file: Blob & { readonly name: string }): void
}

/** Everything a person can do. */
export interface WorkbenchActions
  extends CompareActions,
    ExportActions,
    KeepActions,
    LinkActions,
    OpenActions {
  selectBackend(backend: BackendName | null): void
  /** Forgets what is known of this device and measures again; the fastest then trains. */
  measureAgain(): void
  importFile(file: File): void
  /** Several files that belong together become one dataset. */
  importFiles(files: readonly File[]): void
  /** Reads a file again in another way: that of a dataset, or, for null, the one that was rejected. */
  readAgain(id: string | null, settings: ReadSettings): void
  takeSample(): void
  /** Draws a world and makes it the draft's dataset. */
  takeWorld(recipe: WorldRecipe): void
  stopImport(): void
  dismissRejection(): void
  /** Makes a dataset the draft's, with its suggested schema and a split that fits. */
  takeDataset(id: string): void
  /** Makes what a link says of the plan's uploads, null where that cannot be; one that is lost is asked for. */
  knowUploads(): Promise<MatchPart['fingerprints']>
  editSchema(schema: Schema): void
  editSplit(split: SplitRule): void
  editModel(change: Partial<ModelConfig>): void
  editTraining(change: Partial<TrainingConfig>): void
  /** Off keeps the settings for the next time it is on. */
  toggleModule(id: ModuleId, on: boolean): void
  editModule(id: ModuleId, change: Readonly<Record<string, unknown>>): void
  undo(): void
  redo(): void
  /** Rebuilds the plan's groups from the draft. */
  planFrom(kind: PlanKind): void
  /** Leave one out of the draft, over three seeds at least, and run: one click to a verdict for each module. */
  ablate(): void
  /** Adds the draft as it stands as one more group, unless it is one; either way the plan stops following the draft. */
  addGroup(): void
  removeGroup(groupId: string): void
  hideGroup(groupId: string, hidden: boolean): void
  setBaseline(groupId: string): void
  renameGroup(groupId: string, label: string | null): void
  setSeeds(seeds: readonly number[]): void
  /** Seeds one by one where a verdict is open, until all are settled; not to be undone once a further seed was spent so. */
  setStopsEarly(on: boolean): void
  setBudget(budget: Budget | null): void
  /** Queues every group × seed that has no finished run of the same config hash. */
  run(): void
  pause(): void
  resume(): void
  /** Ends the running run and keeps what it reached; the rest of the queue goes on. */
  stopRun(): void
  /** Ends the running run and clears the queue. */
  stopAll(): void
  /** Goes on with a run that was stopped, from where it was last kept. */
  goOn(runId: string): void
  /** Trains a run that has ended once more. */
  trainAgain(runId: string): void
  /** Trains to the next evaluation and pauses there. */
  step(): void
  /** Moves a waiting run up (below 0) or down the queue by some places; not before the run that has begun. */
  moveRun(runId: string, by: number): void
  /** Takes a waiting run off the queue. */
  dropRun(runId: string): void
  /** Asks about the ranking of a run that has ended, beside another's where one is named. */
  rank(run: Run, partner: Run | null, question: RankQuestion): void
  /** Asks about the trained weights of a run that has ended. */
  inspect(run: Pick<Run, 'id' | 'attempt'>, question: InspectQuestion): void
  setView(change: Partial<View>): void
  setTheme(theme: Theme): void
  setLanguage(language: LanguageChoice): void
  dismissProblem(): void
}
/** What a plan's groups are made of. */
export type PlanKind = 'draft' | 'leave-one-out' | 'add-one-in' | 'controls' | Sweep | Factorial

/** Choices of a budget, in seconds. */
export const BUDGETS = [60, 180, 600] as const
export type Budget = (typeof BUDGETS)[number]

export interface LeftOut {
  readonly budget: Budget
  readonly cells: readonly { readonly group: string; readonly seed: number }[]
}

/** The identity of a run in the plan. */
export const runKey = (groupId: string, seed: number | ''): string => `${groupId}|${seed}`
