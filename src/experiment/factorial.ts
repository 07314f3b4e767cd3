import { MODULES, type ModuleId } from '../modules/specs.ts'
import type { ExperimentConfig } from './config.ts'
import { without } from './groups.ts'
import { configHash } from './hash.ts'

/** Every subset of some modules, on and off, everything else as in the draft. */
export interface Factorial {
  readonly kind: 'factorial'
  readonly factors: readonly ModuleId[]
}

/** 2⁵ groups are as many as a link holds. */
export const MOST_FACTORS = 5

/** Modules that are on and can be off, in the order in which data flows. */
export const factorsOf = (config: ExperimentConfig): readonly ModuleId[] =>
  MODULES.filter((spec) => !('required' in spec) && config.modules[spec.id] !== undefined).map(({ id }) => id)

/** The draft, then every way to leave some of the factors out: 2^k configs. A factor that is off in the draft is none. */
export function factorial(config: ExperimentConfig, { factors }: Factorial): ExperimentConfig[] {
  const on = factorsOf(config)
    .filter((id) => factors.includes(id))
    .slice(0, MOST_FACTORS)
  let configs = [config]
  for (const id of on) configs = configs.concat(configs.map((one) => without(one, id)))
  return configs
}

/** A design that groups make up: which factors each has on, in the order of the groups. */
export interface Design {
  readonly factors: readonly ModuleId[]
  /** Indices into the groups of the 2^k cells, by the bits of the factors that are on: bit i is factor i. */
  readonly cells: readonly number[]
}

/**
 * The full factorial over modules that some of these configs make up, 2 factors at least; null where they do not. Factors
 * are the modules that some have and others lack; all else is as in the first config, and groups beyond the 2^k cells
 * take no part.
 */
export function designOf(configs: readonly ExperimentConfig[]): Design | null {
  const base = configs[0]
  if (base === undefined) return null
  const factors = factorsOf(base).filter((id) => configs.some(({ modules }) => modules[id] === undefined))
  if (factors.length < 2 || factors.length > MOST_FACTORS) return null
  const at = new Map(configs.map((config, i) => [configHash(config), i] as const))
  const cells = Array.from({ length: 2 ** factors.length }, (_, bits) => {
    const off = factors.filter((_id, i) => (bits & (1 << i)) === 0)
    return at.get(configHash(off.reduce(without, base))) ?? null
  })
  const known = cells.filter((cell) => cell !== null)
  return known.length === cells.length ? { factors, cells: known } : null
}
