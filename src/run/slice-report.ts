import type { Curve, SliceMetrics } from '../core/metrics/slice-metrics.ts'
import type { Prepared, TestReport } from './report.ts'
import type { Run } from './run.ts'

/** What a run that has ended says of a slice that a person made. */
export interface SliceReport {
  /** By `sliceKey`. */
  readonly slice: string
  /** Of every task, on validation and on test. */
  readonly metrics: readonly SliceMetrics[]
  /** By task, on test: as in the report of a run. */
  readonly roc: ReadonlyMap<string, Curve>
  readonly replicates: ReadonlyMap<string, Float32Array>
}

/** Counting floor and oracle ceiling of the same rows. */
export type SliceReferences = Pick<Prepared, 'floor' | 'oracle' | 'floorRoc' | 'oracleRoc'>

/** Key of a curve or of replicates: by task, and by slice where it is not all rows. */
export const curveKey = (task: string, slice: string | null): string =>
  slice === null ? task : `${task}|${slice}`

/** The run with a slice's numbers beside those that it was tested with; a run without a report stays as it is. */
export function withSlice(run: Run, { slice, metrics, roc, replicates }: SliceReport): Run {
  const { report } = run
  if (report === null) return run
  const filled: TestReport = {
    ...report,
    metrics: [...report.metrics.filter((one) => one.slice !== slice), ...metrics],
    roc: new Map([...report.roc, ...keyed(roc, slice)]),
    replicates: new Map([...report.replicates, ...keyed(replicates, slice)]),
  }
  return { ...run, report: filled }
}

/** Whether a run has the numbers of a slice already. */
export const hasSlice = (run: Run, slice: string): boolean =>
  run.report?.metrics.some((one) => one.slice === slice) === true

/** Reference lines with those of a slice beside them. */
export function withReferences(prepared: Prepared, slice: string, own: SliceReferences): Prepared {
  return {
    ...prepared,
    floor: [...prepared.floor, ...own.floor],
    oracle: prepared.oracle === null ? null : [...prepared.oracle, ...(own.oracle ?? [])],
    floorRoc: new Map([...prepared.floorRoc, ...keyed(own.floorRoc, slice)]),
    oracleRoc:
      prepared.oracleRoc === null
        ? null
        : new Map([...prepared.oracleRoc, ...keyed(own.oracleRoc ?? new Map(), slice)]),
  }
}

const keyed = <T>(of: ReadonlyMap<string, T>, slice: string): [string, T][] =>
  [...of].map(([task, value]) => [curveKey(task, slice), value])
