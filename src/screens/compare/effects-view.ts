import type { ForestRow } from '../../charts/ForestTable.tsx'
import { signedText } from '../../charts/format.ts'
import { groupColor } from '../../charts/palette.ts'
import { type Design, designOf } from '../../experiment/factorial.ts'
import type { Plan } from '../../experiment/plan.ts'
import { MODULES } from '../../modules/specs.ts'
import type { Selection } from '../../run/comparison.ts'
import { analyseFactorial, type EffectRow, type FactorialAnalysis } from '../../run/factorial.ts'
import { LEAST_SEEDS } from '../../run/table.ts'
import type { NamedGroup } from './view.ts'

/** The analysis of a plan whose groups make up a factorial; null where they do not. */
export interface Effects {
  readonly design: Design
  /** Null until a seed is finished in every group. */
  readonly analysis: FactorialAnalysis | null
}

/**
 * Main effects, interactions and shares. Of a plan that stops early, or has grown by what was seen, the first seeds alone count, which every group has:
 * further ones were spent where a verdict was open, and what is spent by what was seen has no fixed number.
 */
export function effectsOf(
  groups: readonly NamedGroup[],
  { seeds, stopsEarly, grown }: Pick<Plan, 'seeds' | 'stopsEarly' | 'grown'>,
  selection: Selection,
): Effects | null {
  const design = designOf(groups.map(({ config }) => config))
  if (design === null) return null
  const fixed = stopsEarly === true || grown === true ? seeds.slice(0, LEAST_SEEDS) : seeds
  const cells = design.cells.flatMap((at, bits) => {
    const group = groups[at]
    if (group === undefined) return []
    const on = design.factors.filter((_id, i) => (bits & (1 << i)) !== 0)
    const deleted = group.deleted?.filter((seed) => fixed.includes(seed)).length ?? 0
    return [{ on, runs: group.runs.filter(({ config }) => fixed.includes(config.seed)), deleted }]
  })
  return { design, analysis: analyseFactorial(design.factors, cells, selection) }
}

/** `Clusters`, or `Clusters × Priors`. */
export const effectName = (factors: readonly string[]): string =>
  factors.map((id) => MODULES.find((spec) => spec.id === id)?.title ?? id).join(' × ')

/** `+.0123 [+.0100, +.0146]`; the bare difference where there is no interval. */
export const intervalText = (delta: number, half: number | null): string =>
  half === null
    ? signedText(delta)
    : `${signedText(delta)} [${signedText(delta - half)}, ${signedText(delta + half)}]`

/** Rows of a forest: an estimate with its interval, in the colour of its kind, and the cells after it. */
export function forestRow(
  key: string,
  name: string,
  { delta, half }: { readonly delta: number; readonly half: number | null },
  style: number,
  cells: readonly string[],
): ForestRow {
  return {
    key,
    name,
    value: delta,
    low: half === null ? null : delta - half,
    high: half === null ? null : delta + half,
    color: groupColor(style),
    cells: [intervalText(delta, half), ...cells],
  }
}

/** Share of the whole, where the whole surely differs from 0 and shares therefore mean something. */
export function shareOf(delta: number, { whole }: FactorialAnalysis): number | null {
  return whole.half === null || Math.abs(whole.delta) <= whole.half ? null : delta / whole.delta
}

/** Effects of one factor, and of two. */
export function effectKinds(analysis: FactorialAnalysis): {
  readonly mains: readonly EffectRow[]
  readonly pairs: readonly EffectRow[]
} {
  return {
    mains: analysis.effects.filter(({ factors }) => factors.length === 1),
    pairs: analysis.effects.filter(({ factors }) => factors.length === 2),
  }
}
