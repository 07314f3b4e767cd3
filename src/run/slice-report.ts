import type { SliceMetrics } from '../core/metrics/slice-metrics.ts'
import type { Prepared, TestReport } from './report.ts'
import type { Run } from './run.ts'

/** What a run that has ended says of a slice that a person made. */
export interface SliceReport {
  /** By `sliceKey`. */
  readonly slice: string
  /** Of every task, on validation and on test. */
  readonly metrics: readonly SliceMetrics[]
  /** By task, on test: as in the report of a run. */
  readonly roc: TestReport['roc']
  readonly precisionRecall: Required<TestReport>['precisionRecall']
  readonly calibration: Required<TestReport>['calibration']
  readonly replicates: TestReport['replicates']
}

/** Counting floor and oracle ceiling of the same rows. */
export type SliceReferences = Required<
  Pick<Prepared, 'floor' | 'oracle' | 'floorRoc' | 'oracleRoc' | 'floorPrecision' | 'oraclePrecision'>
>

/** Key of a curve or of replicates: by task, and by slice where it is not all rows. */
export const curveKey = (task: string, slice: string | null): string =>
  slice === null ? task : `${task}|${slice}`

/** The run with a slice's numbers beside those that it was tested with; a run without a report stays as it is. */
export function withSlice(run: Run, own: SliceReport): Run {
  const { report } = run
  const { slice } = own
  if (report === null) return run
  const filled: TestReport = {
    ...report,
    metrics: [...report.metrics.filter((one) => one.slice !== slice), ...own.metrics],
    roc: beside(report.roc, own.roc, slice),
    precisionRecall: beside(report.precisionRecall, own.precisionRecall, slice),
    calibration: beside(report.calibration, own.calibration, slice),
    replicates: beside(report.replicates, own.replicates, slice),
  }
  return { ...run, report: filled }
}

/** Whether a run has the numbers of a slice already. */
export const hasSlice = (run: Run, slice: string): boolean =>
  run.report?.metrics.some((one) => one.slice === slice) === true

/** Reference lines with those of a slice beside them. */
export function withReferences(prepared: Prepared, slice: string, own: SliceReferences): Prepared {
  const { oracle, oracleRoc, oraclePrecision } = prepared
  return {
    ...prepared,
    floor: [...prepared.floor, ...own.floor],
    floorRoc: beside(prepared.floorRoc, own.floorRoc, slice),
    floorPrecision: beside(prepared.floorPrecision, own.floorPrecision, slice),
    oracle: oracle === null ? null : [...oracle, ...(own.oracle ?? [])],
    oracleRoc: oracleRoc === null ? null : beside(oracleRoc, own.oracleRoc, slice),
    oraclePrecision: oraclePrecision == null ? null : beside(oraclePrecision, own.oraclePrecision, slice),
  }
}

/** What there was by task, with what a slice says beside it. */
const beside = <T>(
  all: ReadonlyMap<string, T> | undefined,
  own: ReadonlyMap<string, T> | null,
  slice: string,
): ReadonlyMap<string, T> =>
  new Map([
    ...(all ?? []),
    ...[...(own ?? [])].map(([task, value]) => [curveKey(task, slice), value] as const),
  ])
