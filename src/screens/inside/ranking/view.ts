import type { ReliabilityPoint } from '../../../charts/ReliabilityPlot.tsx'
import type { TradeOffPoint } from '../../../charts/TradeOffPlot.tsx'
import type { ReliabilityBin } from '../../../core/metrics/reliability.ts'
import { isThin } from '../../../core/metrics/thin.ts'
import { paretoFront } from '../../../core/ranking/fusion.ts'
import type { Hexbin } from '../../../core/ranking/hexbin.ts'
import type {
  Axes,
  RankAnswer,
  RankKind,
  Rule,
  ScoreSlope,
  SearchAnswer,
  SlopeAnswer,
  SweepAnswer,
} from '../../../core/ranking/question.ts'
import { readsAlike } from '../../../experiment/hash.ts'
import type { Run } from '../../../run/run.ts'
import type { RankState } from '../../../store/state.ts'
import type { NamedGroup } from '../../compare/view.ts'
import type { InsideSubject } from '../view.ts'

export type AnswerOf<Kind extends RankKind> = Extract<RankAnswer, { readonly kind: Kind }>

/** A run whose scores can be asked about: it ended with numbers, here. */
export const canBeAsked = ({ status, attempt, report }: Run): boolean =>
  status.kind === 'ended' && status.reason !== 'diverged' && attempt !== null && report !== null

/** Other groups' runs of the same seed, else their first, that read the same rows. */
export function partnersOf(groups: readonly NamedGroup[], subject: InsideSubject): readonly InsideSubject[] {
  return groups.flatMap((group) => {
    if (group.id === subject.group.id) return []
    const able = group.runs.filter((run) => canBeAsked(run) && readsAlike(run.config, subject.run.config))
    const run = able.find(({ config }) => config.seed === subject.run.config.seed) ?? able[0]
    return run === undefined ? [] : [{ group, run }]
  })
}

/** The answer of a kind about this run; while a newer one is awaited, the last one. */
export function answerFor<Kind extends RankKind>(
  state: RankState | undefined,
  kind: Kind,
  attempt: string | null,
): AnswerOf<Kind> | null {
  if (state === undefined || state.attempt !== attempt || state.kind === 'refused') return null
  const answer = state.kind === 'answered' ? state.answer : state.last
  return answer?.kind === kind ? (answer as AnswerOf<Kind>) : null
}

/** Bins of a reliability curve as points; thin where a class has fewer rows than can be read. */
export const reliabilityPoints = (bins: readonly ReliabilityBin[]): readonly ReliabilityPoint[] =>
  bins.map((bin) => ({ ...bin, isThin: isThin(bin) }))

/** Digits in which the centres of a map's hexagons differ: √3 radii lie between those of a row, 1.5 between rows. */
export const hexagonDigits = ({ radius }: Pick<Hexbin, 'radius'>): number =>
  Math.max(3, Math.ceil(-Math.log10(radius)))

/** One line of the slope table. */
export interface SlopeRow {
  readonly score: ScoreSlope['score']
  readonly slope: number
  readonly low: number | null
  readonly high: number | null
  /** β/12π(1−π). */
  readonly normalised: number
  /** 12π(1−π)(AUC − ½): what the slope must be on these rows. */
  readonly identity: number
  readonly auc: number
}

/** Slopes side by side with the identity that ties each to its AUC; scores without an order are left out. */
export function slopeRows({ curves }: SlopeAnswer): readonly SlopeRow[] {
  return curves.flatMap(({ score, slope, low, high }) =>
    slope === null
      ? []
      : [
          {
            score,
            slope: slope.slope,
            low,
            high,
            normalised: slope.slope / slope.scale,
            identity: slope.scale * (slope.auc - 0.5),
            auc: slope.auc,
          },
        ],
  )
}

export const ruleText = ({ field, value }: Rule): string => `${field} = ${value}`

/** Rules that an answer knows, each once. */
export const rulesIn = ({ uplifts }: SlopeAnswer): readonly Rule[] =>
  uplifts.filter(({ score }) => score === 'model').map(({ rule }) => rule)

/** What a trade-off can be drawn of: higher is better but for Gini. */
export type Measure = `gauc|${string}` | `ndcg|${string}` | 'gini' | 'coverage'

export function measureOf({ consumer, producer }: Axes, measure: Measure): number | null {
  if (measure === 'gini') return producer?.gini ?? null
  if (measure === 'coverage') return producer?.coverage ?? null
  const task = measure.slice(measure.indexOf('|') + 1)
  const found = consumer.tasks.find((one) => one.task === task)
  return (measure.startsWith('gauc') ? found?.gauc : found?.ndcg10) ?? null
}

/** Trials of a search by two measures; marked are those that nothing beats on both, and the one that validation chose. */
export function searchPoints(answer: SearchAnswer, x: Measure, y: Measure): readonly TradeOffPoint[] {
  const known = answer.trials.flatMap(({ test }, i) => {
    const [a, b] = [measureOf(test, x), measureOf(test, y)]
    return a === null || b === null ? [] : [{ i, x: a, y: b }]
  })
  const upward = (value: number, measure: Measure): number => (measure === 'gini' ? -value : value)
  const front = new Set(
    paretoFront(known.map((p) => [upward(p.x, x), upward(p.y, y)])).map((at) => known[at]?.i),
  )
  return known.map((p) => ({
    key: String(p.i),
    x: p.x,
    y: p.y,
    mark: p.i === answer.best ? 'chosen' : front.has(p.i) ? 'front' : 'plain',
    text: null,
  }))
}

/** The sweep as a path from no penalty to the largest; the points say their λ. */
export function sweepPoints(answer: SweepAnswer, y: Measure): readonly TradeOffPoint[] {
  return answer.points.flatMap(({ lambda, axes }) => {
    const [a, b] = [measureOf(axes, 'gini'), measureOf(axes, y)]
    return a === null || b === null
      ? []
      : [{ key: String(lambda), x: a, y: b, mark: 'front' as const, text: `λ ${lambda}` }]
  })
}

/** One measure of a ranking, beside the same without a penalty. */
export interface AxesRow {
  readonly side: 'consumer' | 'producer' | 'platform'
  readonly measure: string
  readonly task: string | null
  readonly value: number | null
  readonly base: number | null
  readonly unit: 'metric' | 'share' | 'plain'
}

/** The three sides of a ranking as lines; a side that the data does not have gives none. */
export function axesRows(axes: Axes, base: Axes | null): readonly AxesRow[] {
  const { consumer, producer, platform } = axes
  const before = (task: string) => base?.consumer.tasks.find((one) => one.task === task)
  const perTask = (side: AxesRow['side'], keys: readonly ('gauc' | 'ndcg5' | 'ndcg10' | 'pcoc')[]) =>
    keys.flatMap((measure) =>
      consumer.tasks.map((task): AxesRow => {
        const was = before(task.task)?.[measure] ?? null
        return { side, measure, task: task.task, value: task[measure], base: was, unit: 'metric' }
      }),
    )
  const spread = (['gini', 'coverage', 'smallHostShare', 'evenness'] as const).flatMap(
    (measure): AxesRow[] =>
      producer === null
        ? []
        : [
            {
              side: 'producer',
              measure,
              task: null,
              value: producer[measure],
              base: base?.producer?.[measure] ?? null,
              unit: measure === 'gini' || measure === 'evenness' ? 'metric' : 'share',
            },
          ],
  )
  const { gift } = platform
  return [
    ...perTask('consumer', ['gauc', 'ndcg5', 'ndcg10']),
    ...consumer.tasks.map(
      ({ task, observed }): AxesRow => ({
        side: 'consumer',
        measure: 'observed',
        task,
        value: observed,
        base: before(task)?.observed ?? null,
        unit: 'share',
      }),
    ),
    ...(consumer.watch === null
      ? []
      : [
          {
            side: 'consumer' as const,
            measure: 'watch',
            task: null,
            value: consumer.watch,
            base: base?.consumer.watch ?? null,
            unit: 'plain' as const,
          },
        ]),
    ...spread,
    ...perTask('platform', ['pcoc']),
    ...(gift === null
      ? []
      : (['expected', 'observed'] as const).map(
          (key): AxesRow => ({
            side: 'platform',
            measure: key === 'expected' ? 'giftExpected' : 'giftObserved',
            task: gift.task,
            value: gift[key],
            base: base?.platform.gift?.[key] ?? null,
            unit: 'share',
          }),
        )),
  ]
}
