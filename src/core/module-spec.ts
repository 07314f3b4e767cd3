import type { Schema } from './data/schema.ts'
import type { Tower } from './ranking/towers.ts'
import type { Issue } from './result.ts'
import type { ConfigOf, SettingTable, SettingValue } from './setting-spec.ts'

/** Where a module acts, in the order in which data flows. */
export const STAGES = [
  'represent',
  'rescale',
  'interact',
  'supervise',
  'route',
  'correct',
  'relate',
  'balance',
  'distil',
] as const
export type Stage = (typeof STAGES)[number]

/** Tables that batches carry only where a part asks for them: behaviours before the row; watch times among like durations. */
export type RowTable = 'history' | 'targets'

/** What is asked of the fields that a student reads, once it is trained. */
export interface FieldQuestion {
  /** What puts them in order: the tap `importance`, or the AUC that a shuffled field costs. */
  readonly order: 'importance' | 'permutation'
  /** Among which rows a field is shuffled. */
  readonly among: 'all' | 'user'
  /** Towers that read fields, in the order of their fields. */
  readonly towers: readonly Tower[]
}

/** What a module may have to agree with, beside the schema. */
export interface Surroundings {
  readonly schema: Schema
  readonly model: Readonly<Record<string, SettingValue>>
  /** Settings of the modules that are on, by id. */
  readonly modules: ReadonlyMap<string, Readonly<Record<string, SettingValue>>>
}

export interface ModuleSpec<
  Id extends string = string,
  S extends Stage = Stage,
  F extends SettingTable = SettingTable,
> {
  readonly id: Id
  /** The name people meet: Clusters, Priors, Scenes, Transition. */
  readonly title: string
  /** One sentence: what it does. */
  readonly summary: string
  readonly stage: S
  /** A part that every model needs (the interact stage); it has settings but no off switch. */
  readonly required?: true
  readonly settings: F
  /** Names of the unweighted loss terms it adds, without the module's prefix, and the setting that weighs each. */
  readonly lossTerms: Readonly<Record<string, keyof F & string>>
  /** What can be looked at: name → what it is, with its shape. */
  readonly taps: Readonly<Record<string, string>>
  /** Scalars of each training step that are no loss terms: name → what it is; absent when it has none. */
  readonly gauges?: Readonly<Record<string, string>>
  /** What a trained model can be made to do without: name → what is done to it; absent when nothing. */
  readonly interventions?: Readonly<Record<string, string>>
  /** English texts of its panel and issues, by key; other languages are keyed alike. */
  readonly messages: Readonly<Record<string, string>>
  /** Tables of the rows, beside ids and labels, that it reads at these settings; left out where it never reads any. */
  reads?(config: ConfigOf<F>): readonly RowTable[]
  /** What is asked of the fields that its student reads at these settings; left out where it has no student. */
  examines?(config: ConfigOf<F>): FieldQuestion | null
  /** What the schema lacks for this module to make sense, at its defaults or at these settings; empty when it can run. */
  check(schema: Schema, config?: ConfigOf<F>): readonly Issue[]
  /** Where the rest of an experiment contradicts these settings; absent when nothing can. */
  conflicts?(settings: ConfigOf<F>, surroundings: Surroundings): readonly Issue[]
}

/** Keeps the literal types of a spec, so that ids, settings and stages can be derived from it. */
export function defineModule<const Id extends string, const S extends Stage, const F extends SettingTable>(
  spec: ModuleSpec<Id, S, F>,
): ModuleSpec<Id, S, F> {
  return spec
}
