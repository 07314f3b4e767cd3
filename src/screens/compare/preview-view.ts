import type { Comparison, Selection } from '../../run/comparison.ts'
import { type Pair, pairsOf } from '../../run/pairs.ts'
import { canBeAsked } from '../inside/ranking/view.ts'
import { comparedOf, type NamedGroup } from './view.ts'

/** The first pair of a group that has too few seeds for an interval. */
export interface EarlyPair extends Pair {
  readonly groupId: string
  readonly name: string
  readonly style: number
  readonly seed: number
}

/** Of groups that are drawn: those with one or two pairs, as long as the trainer can have their scores. None for GAUC. */
export function earlyPairs(
  visible: readonly NamedGroup[],
  baseline: NamedGroup,
  selection: Selection,
  comparison: Comparison,
): readonly EarlyPair[] {
  if (selection.metric !== 'auc') return []
  const early = new Set(
    comparison.rows.filter(({ state }) => state === 'too-few-seeds').map(({ groupId }) => groupId),
  )
  return visible
    .filter(({ id }) => early.has(id))
    .flatMap((group) => {
      const pairs = pairsOf(comparedOf(group), comparedOf(baseline), selection)
      const pair = pairs.find(({ own, base }) => canBeAsked(own) && canBeAsked(base))
      if (pair === undefined) return []
      return [
        { ...pair, groupId: group.id, name: group.name, style: group.style, seed: pair.own.config.seed },
      ]
    })
}

/** Names a question about a pair. */
export const previewKey = ({ own, base }: Pair, task: string, slice: string | null): string =>
  JSON.stringify([own.attempt, base.attempt, task, slice])
