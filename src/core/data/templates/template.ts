import type { Packed } from '../join/expand.ts'
import type { Derived, Feature, Filter, SplitRule, Task } from '../schema.ts'

export const TEMPLATE_IDS = ['kuairand', 'kuailive', 'movielens', 'aliexpress', 'ali-ccp'] as const
export type TemplateId = (typeof TEMPLATE_IDS)[number]

/** A published dataset: how its files are known, how they belong together, and how their rows are read. */
export interface Template {
  readonly id: TemplateId
  /** Files by their part in it; at least one that is a log must be there. */
  readonly files: readonly TemplateFile[]
  readonly user: string | null
  readonly item: string | null
  readonly time: string | null
  readonly scene: string | null
  readonly request: string | null
  readonly tasks: readonly Task[]
  readonly features: readonly Feature[]
  readonly derived: readonly Derived[]
  readonly filters: readonly Filter[]
  readonly split: SplitRule
  /** Titles as they were published, not translated. */
  readonly source: { readonly title: string; readonly address: string; readonly licence: string | null }
  /** What its labels and columns mean: names of texts, in order. */
  readonly meanings: readonly string[]
}

export interface TemplateFile {
  readonly id: string
  /** Columns that it must have, and that it must not. */
  readonly columns: readonly string[]
  readonly without?: readonly string[]
  /** What its name must look like, where columns alone do not tell. */
  readonly name?: RegExp
  /** How it is read where it has no header: known by its name and the number of its cells. */
  readonly headless?: Headless
  readonly packed?: Packed
  /** Columns whose numbers are codes. */
  readonly levels?: readonly string[]
  readonly use: FileUse
}

export interface Headless {
  readonly name: RegExp
  readonly delimiter: string
  readonly columns: readonly string[]
  /** What its bytes are where they are not UTF-8. */
  readonly encoding: 'utf-8' | 'windows-1252'
}

export type FileUse =
  /** Laid under the other logs, with constants for columns that it lacks; `part` of a published split. */
  | { readonly kind: 'log'; readonly constants?: Readonly<Record<string, number>>; readonly part?: number }
  | { readonly kind: 'side'; readonly keys: readonly string[]; readonly prefix?: string }
  | {
      readonly kind: 'events'
      readonly keys: readonly string[]
      readonly time: string
      readonly column: string
      readonly where: string
    }
  /** Known, and not read: the texts say why. */
  | { readonly kind: 'leftOut' }

/** Shares of a split by time or user. */
export const USUAL_SHARES = { valid: 0.15, test: 0.15 } as const

/** Features of one source without roles. */
export const features = (source: Feature['source'], columns: readonly string[]): readonly Feature[] =>
  columns.map((column) => ({ column, source, roles: [] }))

/** `name0`, `name1` … */
export const numbered = (name: string, from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => `${name}${from + i}`)

/** How files of a published split are called; the last one is any other name. */
export const PART_NAMES = {
  test: /(^|[^a-z])test([^a-z]|$)/i,
  valid: /(^|[^a-z])(val|valid|validation|dev)([^a-z]|$)/i,
  train: /(?:)/,
} as const
export const PARTS = { train: 0, valid: 1, test: 2 } as const
export type Part = keyof typeof PARTS

/** A task that is the column itself, of 0 and 1. */
export const binary = (column: string, requires: string | null): Task => ({
  ...{ id: column, column, above: null, requires },
})

/** A task that is 1 above a threshold, called by both. */
export const above = (column: string, limit: number, requires: string | null): Task => ({
  ...{ id: `${column}>${limit}`, column, above: limit, requires },
})
