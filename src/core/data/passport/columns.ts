import { populationShift, sharedInformation } from '../../metrics/divergence.ts'
import { activityDeciles } from '../activity.ts'
import type { Column } from '../dataset.ts'
import { sixDigits } from '../values.ts'
import { featureVocabulary } from '../vocabulary.ts'
import { type Bins, binsOf, equalSteps } from './bins.ts'
import type { ColumnOverview, HistogramBin } from './finding.ts'
import type { Reading } from './reading.ts'
import { type Tie, tieOf, type ValueIds } from './tie.ts'

/** Population stability index from which train and test are told apart by a column. */
const SKEWED = 0.2
/** Normalised mutual information with the activity decile from which a feature carries activity. */
const TIED = 0.05

/** A feature's tie to a task, and what it was found with. */
export interface FeatureTie extends Tie {
  readonly task: number
  readonly values: ValueIds
}
export interface ReadColumn {
  readonly overview: ColumnOverview
  /** Of a feature: one to each task that has both classes in train and validation. */
  readonly ties: readonly FeatureTie[]
}

/** Every column of the file and every derived one, in their order. */
export function readColumns(reading: Reading): readonly ReadColumn[] {
  const deciles = decilesOf(reading)
  const train = reading.splits?.train ?? new Uint32Array(0)
  const trainRows = train.map((position) => reading.rows[position] as number)
  return [...reading.dataset.columns.values()].map((column) => {
    const bins = binsOf(column, reading.rows, train)
    const ties = tiesOfFeature(reading, column, trainRows)
    const tie = ties.reduce<FeatureTie | null>(
      (best, one) => (best !== null && best.auc >= one.auc ? best : one),
      null,
    )
    const shift = isByNatureApart(reading, column.name) ? null : shiftOf(reading, bins)
    const activity = deciles === null ? null : informationOf(reading, column.name, bins, deciles)
    const overview: ColumnOverview = {
      column: column.name,
      kind: column.kind,
      isDerived: reading.schema.derived?.some(({ name }) => name === column.name) === true,
      rows: reading.rows.length,
      missing: bins.missing,
      levels: bins.levels,
      psi: shift?.index ?? null,
      isSkewed: shift !== null && shift.index > SKEWED && shift.isBeyondChance,
      nmi: activity?.normalised ?? null,
      isTied: activity !== null && activity.normalised > TIED && activity.isBeyondChance,
      tie: tie === null ? null : { task: reading.schema.tasks[tie.task]?.id ?? '', auc: tie.auc },
      histogram: histogramOf(reading, column, bins),
    }
    return { overview, ties }
  })
}

/** Moments and split columns part train from test by design, and of ids test knows others. */
function isByNatureApart({ schema, rule }: Reading, name: string): boolean {
  const { user, item, time, request } = schema
  return [user, item, time, request].includes(name) || ('column' in rule && rule.column === name)
}

/** Activity decile of each read row, 0 where the user has no train row; null without users or a split. */
function decilesOf({ users, splits }: Reading): Uint8Array | null {
  if (splits === null || users.count === 0) return null
  const activity = new Int32Array(users.count)
  for (const position of splits.train) {
    const user = users.index[position] as number
    if (user >= 0) activity[user] = (activity[user] as number) + 1
  }
  const ofUser = activityDeciles(activity)
  const deciles = new Uint8Array(users.index.length)
  for (let i = 0; i < deciles.length; i++) deciles[i] = ofUser[users.index[i] as number] ?? 0
  return deciles
}

/** Of train rows; of a user's trait each user once, by the first row that has a value. */
function informationOf({ schema, users, splits }: Reading, name: string, bins: Bins, deciles: Uint8Array) {
  if (name === schema.user || splits === null) return null
  const isOfUser = schema.features.some(({ column, source }) => column === name && source === 'user')
  const counted = new Uint8Array(isOfUser ? users.count : 0)
  const counts = new Float64Array(bins.labels.length * 10)
  for (const row of splits.train) {
    const [bin, decile] = [bins.codes[row] as number, deciles[row] as number]
    if (bin < 0 || decile === 0) continue
    if (isOfUser) {
      const user = users.index[row] as number
      if (counted[user] === 1) continue
      counted[user] = 1
    }
    const at = bin * 10 + decile - 1
    counts[at] = (counts[at] as number) + 1
  }
  return sharedInformation(counts, 10)
}

/** Train against test, missing values as a bin of their own. */
function shiftOf({ splits }: Reading, bins: Bins) {
  if (splits === null) return null
  return populationShift(countsOf(bins, splits.train), countsOf(bins, splits.test))
}

/** Rows of each bin; the last count is of missing values. */
function countsOf({ codes, labels }: Bins, rows: Uint32Array): Float64Array {
  const counts = new Float64Array(labels.length + 1)
  for (let i = 0; i < rows.length; i++) {
    const code = codes[rows[i] as number] as number
    const at = code < 0 ? labels.length : code
    counts[at] = (counts[at] as number) + 1
  }
  return counts
}

function histogramOf({ rows, splits }: Reading, column: Column, bins: Bins): readonly HistogramBin[] {
  if (splits === null) return []
  const isCut = bins.isCut && column.kind === 'numeric'
  const steps = isCut ? equalSteps(column.values, rows) : null
  if (isCut && steps === null) return []
  const countsIn = (part: Uint32Array): Float64Array => steps?.counts(part) ?? countsOf(bins, part)
  const [train, test] = [countsIn(splits.train), countsIn(splits.test)]
  const labels = steps?.edges.map(sixDigits) ?? bins.labels
  return labels.map((label, bin) => ({ label, train: train[bin] as number, test: test[bin] as number }))
}

/** How well a feature's values alone rank each task on validation. */
function tiesOfFeature(reading: Reading, column: Column, train: Uint32Array): readonly FeatureTie[] {
  const { schema, labels, splits, rows } = reading
  const feature = schema.features.find((one) => one.column === column.name)
  if (feature === undefined || feature.roles.includes('history') || labels === null || splits === null)
    return []
  const { ids, size } = featureVocabulary(column, rows, train)
  const values: ValueIds = { ids, stride: 1, offset: 0, size }
  const count = schema.tasks.length
  return schema.tasks.flatMap((_, task) => {
    const tie = tieOf(values, { labels, count, task }, splits.train, splits.valid)
    return tie === null ? [] : [{ ...tie, task, values }]
  })
}
