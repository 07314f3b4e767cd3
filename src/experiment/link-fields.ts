import { parseRecipe } from '../core/data/worlds/world.ts'
import { canonicalJson, utf8 } from '../core/hash.ts'
import { type Issue, warning } from '../core/result.ts'
import type { DatasetRef } from './config.ts'
import { generatedRef } from './generated.ts'
import { clampWorld } from './link-clamp.ts'
import { isRecord } from './reader.ts'

/** What the opener looks at first. */
export interface LinkView {
  readonly task: string | null
  readonly slice: string | null
  readonly metric: 'auc' | 'gauc'
}

/** A backend that a sender chose by hand. It belongs to no config: results are the config's, wherever they are made. */
export type LinkBackend = 'webgpu' | 'wasm'

/** What a link says of how its results were made; ends of intervals are rounded to two digits. */
export interface LinkMade {
  /** Of the program. */
  readonly version: string
  /** Where every run was trained, as `wasm, compiled`; null where there were several. */
  readonly how: string | null
  /** Whether the same config gives the same numbers on any device of that kind. */
  readonly deterministic: boolean
  /** Seconds of a run, the fastest and the slowest. */
  readonly seconds: readonly [number, number] | null
  /** Least bytes that training needs, of the smallest and of the largest group. */
  readonly bytes: readonly [number, number] | null
}

export const LONGEST_NOTE = 280
const MOST_SEEDS = 50
/** Most bytes of what a version does not know and passes on. */
const MOST_EXTRA = 1024
const BACKENDS: readonly LinkBackend[] = ['webgpu', 'wasm']

export function datasetOf(value: unknown, notices: Issue[]): DatasetRef | null {
  if (!isRecord(value)) return null
  if (value.kind === 'generated') {
    clampWorld(value, 0, notices)
    const recipe = parseRecipe(value.world, value.settings, 'dataset')
    return recipe.ok ? generatedRef(recipe.value) : null
  }
  if (typeof value.id !== 'string' || value.id.length > 200) return null
  if (value.kind === 'builtin') return { kind: 'builtin', id: value.id }
  if (value.kind !== 'upload') return null
  return {
    kind: 'upload',
    id: value.id,
    name: typeof value.name === 'string' ? value.name.slice(0, 200) : '',
  }
}

export function seedsOf(value: unknown): readonly number[] | null {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_SEEDS) return null
  const isSeed = (seed: unknown): seed is number =>
    Number.isInteger(seed) && (seed as number) >= 0 && (seed as number) < 2 ** 31
  return value.every(isSeed) && new Set(value).size === value.length ? value : null
}

export function viewOf(value: unknown, notices: Issue[]): LinkView | null {
  if (value === undefined) return null
  const text = (entry: unknown): string | null => (typeof entry === 'string' ? entry.slice(0, 200) : null)
  if (!isRecord(value) || (value.metric !== 'auc' && value.metric !== 'gauc')) {
    notices.push(warning('link', 'link.view'))
    return null
  }
  return { task: text(value.task), slice: text(value.slice), metric: value.metric }
}

export function backendOf(value: unknown, notices: Issue[]): LinkBackend | null {
  const wish = isRecord(value) ? value.w : value
  const backend = BACKENDS.find((one) => one === wish) ?? null
  if (backend === null && wish !== undefined) notices.push(warning('link', 'link.backend'))
  return backend
}

/** Null where the link does not say. */
export function madeOf({ a, k, z }: Readonly<Record<string, unknown>>): LinkMade | null {
  if (typeof a !== 'string') return null
  const trained = isRecord(k) ? k : {}
  const sizes = isRecord(z) ? z : {}
  return {
    version: a.slice(0, 20),
    how: typeof trained.c === 'string' ? trained.c.slice(0, 40) : null,
    deterministic: trained.d === 1,
    seconds: intervalOf(sizes.t),
    bytes: intervalOf(sizes.m),
  }
}

function intervalOf(value: unknown): readonly [number, number] | null {
  if (!Array.isArray(value) || value.length !== 2) return null
  const [least, most] = value
  const isSize = (one: unknown): one is number => typeof one === 'number' && one >= 0 && one < 1e15
  return isSize(least) && isSize(most) && least <= most ? [least, most] : null
}

export function noteOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, LONGEST_NOTE) : null
}

/** What is not known here and fits; more than that is said and left out. */
export function extraOf(
  given: Readonly<Record<string, unknown>>,
  notices: Issue[],
): Readonly<Record<string, unknown>> | null {
  const keys = Object.keys(given)
  if (keys.length === 0) return null
  if (utf8(canonicalJson(given)).length <= MOST_EXTRA) return given
  notices.push(warning('link', 'link.unknownTooMuch', { count: keys.length }))
  return null
}
