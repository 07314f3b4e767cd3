import { canonicalJson } from '../core/hash.ts'
import type { ExperimentConfig } from './config.ts'
import { isRecord } from './reader.ts'

/** What differs between two configs, as `path → value`; null where the second has nothing. */
export type Patch = Readonly<Record<string, unknown>>

/** Sections whose entries are compared one by one; deeper values are taken whole. */
const DEPTH: Readonly<Record<string, number>> = { schema: 1, model: 1, training: 1, modules: 2 }

export function patchBetween(base: ExperimentConfig, other: ExperimentConfig): Patch {
  const patch: Record<string, unknown> = {}
  const visit = (a: unknown, b: unknown, path: string, depth: number): void => {
    if (canonicalJson(a ?? null) === canonicalJson(b ?? null)) return
    if (depth > 0 && isRecord(a) && isRecord(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
        visit(a[key], b[key], path === '' ? key : `${path}.${key}`, depth - 1)
      }
    } else {
      patch[path] = b ?? null
    }
  }
  for (const key of Object.keys(base)) {
    visit(base[key as keyof ExperimentConfig], other[key as keyof ExperimentConfig], key, DEPTH[key] ?? 0)
  }
  return patch
}

/** A config with a patch applied, as unparsed JSON on objects without prototypes: a path can only set own keys. */
export function patched(base: unknown, patch: Patch): Record<string, unknown> {
  const copy = bare(base) as Record<string, unknown>
  for (const [path, value] of Object.entries(patch)) {
    const keys = path.split('.')
    const section = DEPTH[keys[0] as string] ?? 0
    const steps = keys.slice(0, section)
    const last = keys.slice(section).join('.')
    const whole = last === '' ? (steps.pop() as string) : last
    let at = copy
    for (const key of steps) {
      const next = at[key]
      if (!isRecord(next)) at[key] = Object.create(null)
      at = at[key] as Record<string, unknown>
    }
    if (value === null && keys[0] === 'modules') delete at[whole]
    else at[whole] = bare(value)
  }
  return copy
}

/** A deep copy whose objects have no prototype. */
export function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare)
  if (!isRecord(value)) return value
  const copy: Record<string, unknown> = Object.create(null)
  for (const [key, entry] of Object.entries(value)) copy[key] = bare(entry)
  return copy
}
