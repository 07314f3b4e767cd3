import { fail, type Issue, issue, ok, type Result, warning } from '../result.ts'
import { activityDeciles } from './activity.ts'
import type { Column, Dataset } from './dataset.ts'
import { withDerived } from './derived.ts'
import { fitDurationGroups, quantileOf } from './duration.ts'
import type { EncodedDataset, Field } from './encoded.ts'
import { fixIssues, withLevels } from './fixes.ts'
import { type History, historyColumn, historyFromColumn, historyFromRows } from './history.ts'
import { readLabels } from './labels.ts'
import { knownTooLate, labelsAsFeatures } from './leaks.ts'
import { mappedColumn } from './mapped.ts'
import { once } from './once.ts'
import { requestCodes, watchOf } from './requests.ts'
import { type Schema, SPLITS, type SplitRule } from './schema.ts'
import { splitRows } from './split.ts'
import { indexOf } from './value-index.ts'
import { categoriesOf } from './values.ts'
import { featureVocabulary, idVocabulary, type Vocabulary } from './vocabulary.ts'

export interface Encoding {
  readonly encoded: EncodedDataset
  /** Reservations; the encoding can be used. */
  readonly issues: readonly Issue[]
}

/** Reads a dataset as an experiment wants it. Vocabularies, bins and deciles are fitted on the train split only. */
export function encode(read: Dataset, schema: Schema, rule: SplitRule): Result<Encoding> {
  const derived = withDerived(withLevels(read, schema), schema)
  if (!derived.ok) return derived
  const dataset = derived.value
  const labelled = readLabels(dataset, schema)
  const found = [
    ...absentColumns(dataset, schema),
    ...fixIssues(dataset, schema),
    ...labelsAsFeatures(schema),
    ...labelled.issues,
  ]
  if (found.some(({ severity }) => severity === 'error')) return fail(found)
  const { rows } = labelled
  const users = indexOf(dataset, schema.user, rows)
  const items = indexOf(dataset, schema.item, rows)
  const dealt = splitRows(dataset, rows, users.index, users.count, rule)
  if (!dealt.ok) return dealt
  const positionOf = new Int32Array(dataset.rowCount).fill(-1)
  for (let i = 0; i < rows.length; i++) positionOf[rows[i] as number] = i
  const positions = (of: Uint32Array): Uint32Array => Uint32Array.from(of, (row) => positionOf[row] as number)
  const { train, valid, test } = dealt.value
  const splits = { train: positions(train), valid: positions(valid), test: positions(test) }

  const parts = fieldsOf(dataset, schema, rows, train)
  const usable = parts.some(({ field }) => field.kind !== 'user')
  if (!usable) return fail([issue('schema.features', 'data.noFeature')])
  const ids = new Int32Array(rows.length * parts.length)
  for (const [f, { vocabulary }] of parts.entries()) {
    for (let i = 0; i < rows.length; i++) ids[i * parts.length + f] = vocabulary.ids[i] as number
  }
  const scenes = sceneOf(dataset, schema, rows, train)
  const activity = new Int32Array(users.count)
  for (const position of splits.train) {
    const user = users.index[position] as number
    if (user >= 0) activity[user] = (activity[user] as number) + 1
  }
  const decileOf = activityDeciles(activity)
  const encoded: EncodedDataset = {
    rowCount: rows.length,
    fields: parts.map(({ field }) => field),
    ids,
    tasks: schema.tasks.map(({ id, requires }) => ({ id, requires })),
    labels: labelled.labels,
    sceneIds: scenes.ids,
    sceneNames: scenes.names,
    users: users.index,
    userCount: users.count,
    items: items.index,
    itemCount: items.count,
    activity,
    deciles: Uint8Array.from(users.index, (user) => (user < 0 ? 0 : (decileOf[user] as number))),
    truth: truthOf(dataset, schema, rows),
    ...plantedOf(dataset, rows),
    splits,
    behaviours: once(() => behavioursOf(dataset, schema, rows, encoded, parts)),
    quantiles: once(() => quantilesOf(dataset, schema, rows, encoded)),
    mapped: (name) => mappedColumn(dataset, schema, rows, name),
    requests: once(() => requestCodes(dataset, schema, rows)),
    watch: once(() => watchOf(dataset, schema, rows)),
    userNames: users.names,
    itemNames: items.names,
    history: null,
    targets: null,
  }
  const oneClass = oneClassIssues(encoded)
  const issues = [...labelled.issues, ...oneClass, ...knownTooLate(encoded, schema)]
  const timeless = rows.length - train.length - valid.length - test.length
  if (timeless > 0) issues.push(warning('split', 'data.noMoment', { rows: timeless, total: rows.length }))
  if (scenes.unseen.length > 0)
    issues.push(warning('schema.scene', 'data.unseenScene', { scenes: scenes.unseen.join(', ') }))
  if (rule.kind === 'random') issues.push(warning('split', 'data.randomSplit'))
  return issues.some(({ severity }) => severity === 'error') ? fail(issues) : ok({ encoded, issues })
}

function absentColumns(dataset: Dataset, schema: Schema): Issue[] {
  const named = [
    ...[schema.user, schema.item, schema.time, schema.scene, schema.request ?? null].filter(
      (name) => name !== null,
    ),
    ...schema.features.map(({ column }) => column),
  ]
  return named
    .filter((column) => !dataset.columns.has(column))
    .map((column) => issue('schema', 'data.noColumn', { column }))
}

interface Part {
  readonly field: Field
  readonly vocabulary: Vocabulary
}

/** Fields in their fixed order: user, item, scene, then features. */
function fieldsOf(dataset: Dataset, schema: Schema, rows: Uint32Array, train: Uint32Array): readonly Part[] {
  const make = (name: string, vocabulary: Vocabulary, rest: Pick<Field, 'kind' | 'source' | 'roles'>) => ({
    vocabulary,
    field: {
      ...{ name, ...rest, vocabSize: vocabulary.size, labels: vocabulary.labels },
      ...(vocabulary.cuts === undefined ? {} : { cuts: vocabulary.cuts }),
    },
  })
  const column = (name: string): Column => dataset.columns.get(name) as Column
  const { user, item, scene } = schema
  const features = schema.features.filter(({ roles }) => !roles.includes('history'))
  return [
    ...(user === null
      ? []
      : [make(user, idVocabulary(column(user), rows, train), { kind: 'user', source: 'user', roles: [] })]),
    ...(item === null
      ? []
      : [make(item, idVocabulary(column(item), rows, train), { kind: 'item', source: 'item', roles: [] })]),
    ...(scene === null
      ? []
      : [
          make(scene, featureVocabulary(column(scene), rows, train), {
            kind: 'scene',
            source: 'context',
            roles: [],
          }),
        ]),
    ...features.map(({ column: name, source, roles }) =>
      make(name, featureVocabulary(column(name), rows, train), { kind: 'feature', source, roles }),
    ),
  ]
}

/** What each user took up before each row: from the list column where there is one, else from train rows in time order. */
function behavioursOf(
  dataset: Dataset,
  schema: Schema,
  rows: Uint32Array,
  encoded: EncodedDataset,
  parts: readonly Part[],
): History | null {
  const item = parts.find(({ field }) => field.kind === 'item')?.vocabulary
  if (item === undefined || schema.item === null) return null
  const list = historyColumn(dataset, schema)
  if (list !== null) return historyFromColumn(list, dataset.columns.get(schema.item) as Column, item, rows)
  const time = schema.time === null ? undefined : dataset.columns.get(schema.time)
  if (schema.user === null || time?.kind !== 'numeric') return null
  const tasks = encoded.tasks.length
  return historyFromRows({
    users: encoded.users,
    itemIds: item.ids,
    times: Float64Array.from(rows, (row) => time.values[row] as number),
    positive: Uint8Array.from(rows, (_, i) => encoded.labels[i * tasks] as number),
    train: encoded.splits.train,
  })
}

/** Watch times within groups of like duration, for each task with a threshold. */
function quantilesOf(
  dataset: Dataset,
  schema: Schema,
  rows: Uint32Array,
  encoded: EncodedDataset,
): Float32Array | null {
  const feature = schema.features.find(({ roles }) => roles.includes('duration'))
  const duration = feature === undefined ? undefined : dataset.columns.get(feature.column)
  if (duration?.kind !== 'numeric') return null
  const durations = Float64Array.from(rows, (row) => duration.values[row] as number)
  const values = Float32Array.from(encoded.labels)
  const count = schema.tasks.length
  for (const [t, task] of schema.tasks.entries()) {
    const column = dataset.columns.get(task.column)
    if (task.above === null || column?.kind !== 'numeric') continue
    const watch = Float64Array.from(rows, (row) => column.values[row] as number)
    const groups = fitDurationGroups(watch, durations, encoded.splits.train)
    for (let i = 0; i < rows.length; i++) {
      values[i * count + t] = quantileOf(groups, watch[i] as number, durations[i] as number)
    }
  }
  return values
}

/** Scenes by train rows, most first, those without any last; a missing scene is one of its own. */
function sceneOf(dataset: Dataset, schema: Schema, rows: Uint32Array, train: Uint32Array) {
  if (schema.scene === null) return { ids: new Int32Array(rows.length), names: ['all'], unseen: [] }
  const { codes, levels } = categoriesOf(dataset.columns.get(schema.scene) as Column)
  const missing = levels.length
  const counts = new Int32Array(levels.length + 1)
  const codeAt = (row: number): number => {
    const code = codes[row] as number
    return code < 0 ? missing : code
  }
  for (const row of train) counts[codeAt(row)] = (counts[codeAt(row)] as number) + 1
  const present = new Set(Array.from(rows, codeAt))
  const order = [...present].sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b)
  const place = new Int32Array(counts.length)
  for (const [i, code] of order.entries()) place[code] = i
  return {
    ids: Int32Array.from(rows, (row) => place[codeAt(row)] as number),
    names: order.map((code) => levels[code] ?? '(missing)'),
    unseen: order.filter((code) => counts[code] === 0).map((code) => levels[code] ?? '(missing)'),
  }
}

function plantedOf({ planted }: Dataset, rows: Uint32Array): Pick<EncodedDataset, 'planted'> {
  return planted === undefined ? {} : { planted: Int32Array.from(rows, (row) => planted[row] as number) }
}

function truthOf(dataset: Dataset, schema: Schema, rows: Uint32Array): Float32Array | null {
  const { truth } = dataset
  if (truth === null || schema.tasks.some(({ id }) => !truth.has(id))) return null
  const count = schema.tasks.length
  const values = new Float32Array(rows.length * count)
  for (const [t, { id }] of schema.tasks.entries()) {
    const of = truth.get(id) as Float32Array
    for (let i = 0; i < rows.length; i++) values[i * count + t] = of[rows[i] as number] as number
  }
  return values
}

/** A task with one class cannot be learnt (train, valid) or judged (test). */
function oneClassIssues(encoded: EncodedDataset): Issue[] {
  const count = encoded.tasks.length
  return encoded.tasks.flatMap((task, t) =>
    SPLITS.flatMap((split) => {
      const rows = encoded.splits[split]
      let positives = 0
      for (const row of rows) positives += encoded.labels[row * count + t] as number
      if (positives > 0 && positives < rows.length) return []
      const params = { task: task.id, value: positives > 0 ? 1 : 0, split }
      return split === 'train'
        ? [issue(`schema.tasks.${task.id}`, 'data.oneClass', params)]
        : [warning(`schema.tasks.${task.id}`, 'data.oneClassTest', params)]
    }),
  )
}
