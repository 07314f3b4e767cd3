import type { SliceCell, SliceColumn } from '../../charts/SliceChart.tsx'
import type { SliceMetrics } from '../../core/metrics/slice-metrics.ts'
import { LOW_DECILES } from '../../core/metrics/slices.ts'
import { isThin } from '../../core/metrics/thin.ts'
import { estimateOf } from '../../core/stats/estimate.ts'
import { compareOn } from '../../run/compare.ts'
import type { Comparison, Selection, VerdictRow, VerdictState } from '../../run/comparison.ts'
import { sampleOf, testValue } from '../../run/pairs.ts'
import type { Prepared } from '../../run/report.ts'
import { comparedOf, metricsOf, type NamedGroup } from './view.ts'

const LOW = 'activity=low'
const UNSEEN = 'activity=unseen'

/** Slices side by side, with every group's level and difference on each. */
export interface SliceTable {
  readonly columns: readonly SliceColumn[]
  /** All rows: not the mean of the slices, so it stands apart. */
  readonly apart: SliceColumn | null
  /** Slices of one class, which have no AUC to draw. */
  readonly oneClass: readonly string[]
}

interface Asked {
  readonly groups: readonly NamedGroup[]
  readonly baseline: NamedGroup
  /** Those to draw. */
  readonly visible: readonly NamedGroup[]
  readonly selection: Pick<Selection, 'task' | 'metric'>
  readonly prepared: Pick<Prepared, 'floor' | 'oracle' | 'deciles'> | null
  /** As in the table of verdicts. */
  readonly adaptive: Comparison['adaptive']
}

/** C22: scenes by row count, and all rows apart. */
export function sceneTable(asked: Asked): SliceTable {
  const found = testSlices(asked, (slice) => slice === null || slice.startsWith('scene='))
  const ordered = [...found.values()].sort((a, b) => b.rows - a.rows)
  const all = columnsOf(asked, ordered, ({ slice }) => slice?.replace('scene=', '') ?? '')
  return parted(
    all.filter(({ slice }) => slice !== null),
    all.find(({ slice }) => slice === null) ?? null,
  )
}

/** C21: deciles of train activity from low to high, users absent from train after them. */
export function decileTable(asked: Asked): SliceTable {
  const found = testSlices(asked, (slice) => /^activity=D\d+$/.test(slice ?? '') || slice === UNSEEN)
  const ordered = [...found.values()].sort((a, b) => placeOf(a.slice) - placeOf(b.slice))
  const labels = decileLabels(asked.prepared?.deciles ?? null)
  return parted(
    columnsOf(
      asked,
      ordered,
      ({ slice }) => labels.get(slice ?? '') ?? slice?.replace('activity=', '') ?? '',
    ),
    null,
  )
}

const placeOf = (slice: string | null): number =>
  slice === UNSEEN ? 11 : Number(slice?.replace('activity=D', ''))

/**
 * Names of the deciles that hold users. Users with equally many train rows are in one decile, the lowest of those that
 * they fill: where that leaves deciles empty, its name says which it stands for.
 */
export function decileLabels(deciles: Prepared['deciles'] | null): ReadonlyMap<string, string> {
  const filled = (deciles ?? []).flatMap(({ users }, i) => (users > 0 ? [i + 1] : []))
  return new Map(
    filled.map((from, i) => {
      const to = (filled[i + 1] ?? 11) - 1
      return [`activity=D${from}`, to === from ? `D${from}` : `D${from}–D${to}`] as const
    }),
  )
}

/** Whether a slice is among the three lowest deciles. */
export const isLow = (slice: string | null): boolean =>
  slice?.startsWith('activity=D') === true && placeOf(slice) <= LOW_DECILES

/** What the low deciles say together: the only verdict of C21. */
export interface LowVerdict {
  readonly id: string
  readonly delta: number
  readonly half: number | null
  readonly state: VerdictState
}

/** Of the groups drawn, from the comparison on screen: the same numbers as in its table. */
export function lowVerdicts(
  comparison: Comparison,
  selection: Selection,
  visible: readonly NamedGroup[],
): readonly LowVerdict[] {
  return visible.flatMap(({ id }) => {
    const row = comparison.rows.find(({ groupId }) => groupId === id)
    const low = row === undefined || row.state === 'baseline' ? null : lowOf(row, selection)
    return low === null ? [] : [{ id, ...low }]
  })
}

const lowOf = (row: VerdictRow, selection: Selection): Omit<LowVerdict, 'id'> | null =>
  selection.slice === LOW
    ? row.delta === null
      ? null
      : { delta: row.delta, half: row.half, state: row.state }
    : row.low

function parted(columns: readonly SliceColumn[], apart: SliceColumn | null): SliceTable {
  return {
    columns: columns.filter((column) => !column.isOneClass),
    apart,
    oneClass: columns.filter((column) => column.isOneClass).map(({ label }) => label),
  }
}

/** Counts of the test slices that some run was read on. */
function testSlices(
  { groups, selection }: Asked,
  isWanted: (slice: string | null) => boolean,
): ReadonlyMap<string | null, SliceMetrics> {
  const found = new Map<string | null, SliceMetrics>()
  for (const { report } of groups.flatMap((group) => group.runs)) {
    for (const one of report?.metrics ?? []) {
      const isOurs = one.split === 'test' && one.task === selection.task && isWanted(one.slice)
      if (isOurs && !found.has(one.slice)) found.set(one.slice, one)
    }
  }
  return found
}

function columnsOf(
  asked: Asked,
  counts: readonly SliceMetrics[],
  labelOf: (counts: SliceMetrics) => string,
): readonly SliceColumn[] {
  const { groups, baseline, visible, selection, prepared, adaptive } = asked
  const { task, metric } = selection
  const comparisons = compareOn(
    groups.map(comparedOf),
    baseline.id,
    counts.map(({ slice }) => ({ task, metric, slice })),
    { adaptive },
  )
  const reference = (list: readonly SliceMetrics[] | null | undefined, slice: string | null) =>
    metricsOf(list, 'test', task, slice)?.[metric] ?? null
  return counts.map((one, at) => {
    const { slice, rows, positives, users } = one
    return {
      slice,
      label: labelOf(one),
      rows,
      positives,
      users,
      isThin: isThin(one),
      isOneClass: positives === 0 || positives === rows,
      floor: reference(prepared?.floor, slice),
      oracle: reference(prepared?.oracle, slice),
      cells: visible.map((group) =>
        cellOf(
          group,
          { task, metric, slice },
          comparisons[at]?.rows.find(({ groupId }) => groupId === group.id),
        ),
      ),
    }
  })
}

/** Level and difference of a group, each with both noises; what rests on a single seed has no interval. */
function cellOf(group: NamedGroup, selection: Selection, row: VerdictRow | undefined): SliceCell {
  const runs = group.runs.filter((run) => testValue(run, selection) !== null)
  if (runs.length === 0 || row === undefined) return { level: null, half: null, delta: null, deltaHalf: null }
  const level = estimateOf(
    sampleOf(
      runs.map((run) => [{ run, weight: 1 }]),
      selection,
    ),
    { alpha: 0.05, looks: null },
  )
  const isCompared = row.state !== 'baseline'
  return {
    level: level.delta,
    half: level.half ?? level.seedHalf,
    delta: isCompared ? row.delta : null,
    deltaHalf: isCompared ? (row.half ?? row.seedHalf) : null,
  }
}
