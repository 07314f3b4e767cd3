import { groupName } from '../../../experiment/diff.ts'
import type { Plan } from '../../../experiment/plan.ts'
import type { Selection } from '../../../run/comparison.ts'
import type { Run } from '../../../run/run.ts'
import { type CompareView, NO_RUN_MARK, type RunMark } from '../../../store/compare-view.ts'
import { metricsOf, type NamedGroup } from '../view.ts'

/** A run as the table of runs shows it. */
export interface RunRow {
  readonly id: string
  readonly run: Run
  readonly groupId: string
  readonly groupName: string
  /** Null: of a group that is not in the comparison any more. */
  readonly style: number | null
  readonly mark: RunMark
  /** Of the group and of the run. */
  readonly tags: readonly string[]
  readonly status: string
  /** On test, of the selection; null where there is none. */
  readonly value: number | null
  /** What a filter is matched with, in lower case. */
  readonly text: string
}

/** Every run that is here, those of groups that left the comparison included. */
export function runRows(
  plan: Plan,
  groups: readonly NamedGroup[],
  runs: ReadonlyMap<string, Run>,
  marks: Pick<CompareView, 'groups' | 'runs'>,
  selection: Selection,
): readonly RunRow[] {
  const base = plan.groups[0]?.config
  const known = new Map(groups.map((group) => [group.id, group] as const))
  return [...runs.values()].map((run) => {
    const groupId = run.id.slice(0, run.id.lastIndexOf('|'))
    const group = known.get(groupId)
    const name = group?.name ?? (base === undefined ? groupId : groupName(base, run.config))
    const mark = marks.runs[run.id] ?? NO_RUN_MARK
    const ofGroup = marks.groups[groupId]
    const tags = [...new Set([...(ofGroup?.tags ?? []), ...mark.tags])]
    const status = run.status.kind === 'ended' ? run.status.reason : run.status.kind
    // Not how it was trained: the numbers in there would answer for seeds.
    const words = [name, mark.name, ...tags, mark.note, ofGroup?.note, status, `seed ${run.config.seed}`]
    return {
      id: run.id,
      run,
      groupId,
      groupName: name,
      style: group?.style ?? null,
      mark,
      tags,
      status,
      value:
        metricsOf(run.report?.metrics, 'test', selection.task, selection.slice)?.[selection.metric] ?? null,
      text: words.join('\n').toLowerCase(),
    }
  })
}

export type SortKey = 'group' | 'seed' | 'status' | 'best' | 'value' | 'parameters' | 'seconds' | 'speed'
export interface RunsAsked {
  /** Words that must all be in a row. */
  readonly filter: string
  readonly sort: SortKey
  readonly descending: boolean
  readonly showHidden: boolean
  readonly showArchived: boolean
}

/** The rows that are asked for: pinned ones first, each part sorted, what has no value last whichever way. */
export function askedRows(rows: readonly RunRow[], asked: RunsAsked): readonly RunRow[] {
  const words = asked.filter.toLowerCase().split(/\s+/).filter(Boolean)
  const kept = rows.filter(
    ({ mark, text }) =>
      (asked.showHidden || !mark.hidden) &&
      (asked.showArchived || !mark.archived) &&
      words.every((word) => text.includes(word)),
  )
  const sign = asked.descending ? -1 : 1
  return kept
    .map((row, place) => ({ row, place, key: keyOf(row, asked.sort) }))
    .sort(
      (a, b) =>
        Number(b.row.mark.pinned) - Number(a.row.mark.pinned) ||
        compared(a.key, b.key, sign) ||
        a.place - b.place,
    )
    .map(({ row }) => row)
}

function compared(a: string | number | null, b: string | number | null, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b)
  return sign * String(a).localeCompare(String(b), 'en')
}

function keyOf({ run, groupName: name, status, value }: RunRow, sort: SortKey): string | number | null {
  switch (sort) {
    case 'group':
      return name
    case 'seed':
      return run.config.seed
    case 'status':
      return status
    case 'best':
      return run.bestStep
    case 'value':
      return value
    case 'parameters':
      return run.parameterCount
    case 'seconds':
      return run.seconds
    case 'speed':
      return run.rowsPerSecond
    default:
      return sort satisfies never
  }
}
