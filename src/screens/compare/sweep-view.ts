import { keptPoint } from '../../charts/curves.ts'
import type { SweepAxis, SweepGroup } from '../../charts/SweepChart.tsx'
import { mean, meanHalfWidth } from '../../core/stats/student.ts'
import { type Naming, type SettingRow, settingsTable } from '../../experiment/diff.ts'
import type { Selection } from '../../run/comparison.ts'
import { isFinished } from '../../run/run.ts'
import { differingRows, type NamedGroup } from './view.ts'

/** Fewest groups that say more than a pair does, and most settings that a person can follow. */
const LEAST_GROUPS = 3
const MOST_SETTINGS = 6
/** A range of numbers this many times its least value is drawn by logarithms. */
const WIDE = 8

export interface Swept {
  readonly axes: readonly SweepAxis[]
  readonly groups: readonly SweepGroup[]
}

/**
 * C25: the settings that vary over the groups, each an axis, and each group's validation AUC at the kept weights, seed by
 * seed. Null below three groups, where nothing varies, and where too many settings do.
 */
export function sweptOf(
  groups: readonly NamedGroup[],
  { task, slice }: Pick<Selection, 'task' | 'slice'>,
  naming: Naming,
): Swept | null {
  if (groups.length < LEAST_GROUPS) return null
  const rows = differingRows(
    settingsTable(
      groups.map(({ config }) => config),
      naming,
    ),
  )
  if (rows.length === 0 || rows.length > MOST_SETTINGS) return null
  const scales = rows.map((row) => scaleOf(row))
  return {
    axes: rows.map(({ path, label }, i) => ({ key: path, label, ticks: scales[i]?.ticks ?? [] })),
    groups: groups.map(({ id, name, style, runs }, g) => {
      const values = runs.filter(isFinished).flatMap((run) => keptPoint(run, task, slice)?.y ?? [])
      return {
        id,
        name,
        style,
        at: scales.map(({ places }) => places[g] ?? 0),
        settings: rows.map((row) => row.values[g] ?? null),
        values,
        mean: values.length === 0 ? null : mean(values),
        half: meanHalfWidth(values),
      }
    }),
  }
}

interface Placed {
  /** Share of the axis, by group. */
  readonly places: readonly number[]
  readonly ticks: SweepAxis['ticks']
}

/** Numbers lie by their value, everything else, and what some groups have off, evenly in the groups' order. */
function scaleOf({ values }: SettingRow): Placed {
  const numbers = values.map((value) => (value === null || value === '' ? Number.NaN : Number(value)))
  return numbers.every(Number.isFinite) ? numeric(numbers) : listed(values)
}

function numeric(numbers: readonly number[]): Placed {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)]
  const isLog = low > 0 && high / low >= WIDE
  const at = isLog ? Math.log : (value: number) => value
  const place = (value: number): number => (at(value) - at(low)) / (at(high) - at(low))
  const values = [...new Set(numbers)].sort((a, b) => a - b)
  return {
    places: numbers.map(place),
    ticks: spaced(values.map((value) => ({ at: place(value), text: String(Number(value.toPrecision(4))) }))),
  }
}

/** Values that were tried: the ends always, and what between them has room. */
function spaced(ticks: SweepAxis['ticks']): SweepAxis['ticks'] {
  const kept: SweepAxis['ticks'][number][] = []
  for (const tick of ticks) {
    const isEnd = tick.at === 0 || tick.at === 1
    if (isEnd || (tick.at - (kept.at(-1)?.at ?? 0) > 0.06 && tick.at < 0.94)) kept.push(tick)
  }
  return kept
}

function listed(values: readonly (string | null)[]): Placed {
  const names = [...new Set(values)]
  const place = (value: string | null): number => (names.indexOf(value) + 0.5) / names.length
  return {
    places: values.map(place),
    ticks: names.map((name) => ({ at: place(name), text: name })),
  }
}
