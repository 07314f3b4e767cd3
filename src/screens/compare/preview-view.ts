import type { PreviewAnswer } from '../../core/ranking/preview.ts'
import type { Issue } from '../../core/result.ts'
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

/** What the trainer said of a pair. */
export type Preview = PreviewAnswer | { readonly kind: 'refused'; readonly issues: readonly Issue[] }

/** Whether it has the scores of one of the two no more: they do not come back before it is trained again. */
export const isGone = (preview: Preview): boolean =>
  preview.kind === 'refused' && preview.issues.some(({ code }) => code === 'ranking.noScores')

/** Without what was refused because the worker failed, or was asked something else: the question may be put again. */
export const lasting = (found: ReadonlyMap<string, Preview>): ReadonlyMap<string, Preview> =>
  new Map([...found].filter(([, preview]) => preview.kind !== 'refused' || !isPassing(preview.issues)))

const isPassing = (issues: readonly Issue[]): boolean =>
  issues.length === 0 || issues.some(({ code }) => code.startsWith('worker.'))
