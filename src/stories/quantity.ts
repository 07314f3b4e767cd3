import { type Reading, readRun, type Told, type Value } from './readings.ts'

/** What a check is about: something read off the runs of a group, and differences and extremes of such. */
export type Quantity =
  | {
      readonly read: Reading
      readonly group: string
      /** Left out: the first task. */
      readonly task?: string
      /** Left out: all rows. */
      readonly slice?: string
    }
  | { readonly minus: readonly [Quantity, Quantity] }
  | { readonly max: readonly Quantity[] }
  | { readonly min: readonly Quantity[] }

/** The runs of one seed, by group. */
export type SeedRuns = ReadonlyMap<string, Told>

/** A quantity at one seed; null where a run has no such value. */
export function evaluate(quantity: Quantity, runs: SeedRuns): Value | null {
  if ('read' in quantity) {
    const run = runs.get(quantity.group)
    if (run === undefined) throw new Error(`no run of the group ${quantity.group}`)
    const task = quantity.task ?? run.config.schema.tasks[0]?.id ?? ''
    return readRun(run, quantity.read, task, quantity.slice ?? null)
  }
  if ('minus' in quantity) return combined(quantity.minus, runs, ([a = 0, b = 0]) => a - b)
  if ('max' in quantity) return combined(quantity.max, runs, (values) => Math.max(...values))
  return combined(quantity.min, runs, (values) => Math.min(...values))
}

/** A function of values, and of their replicates where any has some: the same resampled users in all of them. */
function combined(
  parts: readonly Quantity[],
  runs: SeedRuns,
  of: (values: readonly number[]) => number,
): Value | null {
  const values: Value[] = []
  for (const part of parts) {
    const value = evaluate(part, runs)
    if (value === null) return null
    values.push(value)
  }
  const length = values.find(({ replicates }) => replicates !== null)?.replicates?.length
  return {
    value: of(values.map(({ value }) => value)),
    replicates:
      length === undefined
        ? null
        : Float64Array.from({ length }, (_, r) =>
            of(
              values.map(({ value, replicates }) =>
                replicates === null ? value : (replicates[r] as number),
              ),
            ),
          ),
  }
}

/** Every group that a quantity reads. */
export function groupsOf(quantity: Quantity): readonly string[] {
  if ('read' in quantity) return [quantity.group]
  if ('minus' in quantity) return quantity.minus.flatMap(groupsOf)
  return ('max' in quantity ? quantity.max : quantity.min).flatMap(groupsOf)
}

type Where = { readonly task?: string; readonly slice?: string }

export const auc = (group: string, where: Where = {}): Quantity => ({ read: 'auc', group, ...where })

export const minus = (a: Quantity, b: Quantity): Quantity => ({ minus: [a, b] })

/** AUC of a group less that of another on the same rows. */
export const gain = (group: string, over: string, where: Where = {}): Quantity =>
  minus(auc(group, where), auc(over, where))
