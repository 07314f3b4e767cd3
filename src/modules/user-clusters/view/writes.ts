import type { Run, Snapshot } from '../../../run/run.ts'
import type { Clustering, ClusterName } from './identity.ts'

/** What the rule erased and added between two readings, by cluster. */
export interface Writes {
  /** Ends of the columns, in steps; the first column begins with training. */
  readonly steps: readonly number[]
  readonly rows: readonly {
    readonly name: ClusterName
    /** By column. */
    readonly erased: readonly number[]
    readonly added: readonly number[]
    /** As logged: what the columns sum to. */
    readonly total: { readonly erased: number; readonly added: number }
  }[]
  /** Largest value of a cell. */
  readonly most: number
}

/** Null where no rule writes, or nothing has been read. */
export function writesOf(run: Pick<Run, 'history'>, { identity }: Clustering): Writes | null {
  const erased = run.history.get('user-clusters/erased')
  const added = run.history.get('user-clusters/added')
  if (erased === undefined || added === undefined) return null
  const rows = identity.order.map((cluster) => ({
    name: identity.names[cluster] as ClusterName,
    erased: rises(erased, cluster),
    added: rises(added, cluster),
    total: { erased: at(erased.at(-1), cluster), added: at(added.at(-1), cluster) },
  }))
  return {
    steps: erased.map(({ step }) => step),
    rows,
    most: Math.max(0, ...rows.flatMap((row) => [...row.erased, ...row.added])),
  }
}

/** Rise of a running total from one reading to the next, from 0 on. */
const rises = (readings: readonly Snapshot[], cluster: number): readonly number[] =>
  readings.map((reading, i) => at(reading, cluster) - at(readings[i - 1], cluster))

const at = (reading: Snapshot | undefined, cluster: number): number => reading?.values[cluster] ?? 0
