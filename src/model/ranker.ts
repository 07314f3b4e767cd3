import * as tf from '@tensorflow/tfjs'
import type { EncodedDataset } from '../core/data/encoded.ts'
import { smoothedRate } from '../core/data/floor.ts'
import type { RowTable, Stage } from '../core/module-spec.ts'
import type { ModelConfig } from '../experiment/config.ts'
import { independentTasks } from './default-relate.ts'
import { sharedTowers } from './default-route.ts'
import { embedder, plainFields } from './embed.ts'
import type {
  Adaptation,
  Batch,
  BuildContext,
  Contribution,
  Distillable,
  Layer,
  Mode,
  Owned,
  Part,
  Shape,
  StageIO,
} from './stage.ts'
import { type ModelVariable, trainedOf, variableStore } from './variables.ts'

export interface Forward {
  /** [B, T]: logit of each task's marginal probability. */
  readonly logits: tf.Tensor2D
  /** Unweighted loss terms, `task/<id>` or `module/term`, in a fixed order. */
  readonly terms: ReadonlyMap<string, tf.Scalar>
  /** Scalars that are no loss terms, by `module/gauge`. */
  readonly gauges: ReadonlyMap<string, tf.Scalar>
  /** T scalars: what each task adds to the total loss. */
  readonly objectives: readonly tf.Scalar[]
  /** What balancing takes gradients for; to be called once, on the tape that recorded the pass. */
  adapt(): Adaptation
  /** By `module/tap`; rows first. */
  readonly taps: ReadonlyMap<string, tf.Tensor>
  readonly states: ReadonlyMap<string, tf.Tensor>
}

export interface Ranker {
  /** State included. */
  readonly variables: readonly ModelVariable[]
  /** Of what is trained. */
  readonly parameterCount: number
  /** What is trained before the route stage: all scenes and tasks share it. */
  readonly shared: readonly tf.Variable[]
  /** What the route stage keeps for each scene alone. */
  readonly owned: readonly Owned[]
  /** Names of the fields that the interact stage sees, in order. */
  readonly fieldNames: readonly string[]
  /** Weight of a loss term in the total. */
  weightOf(term: string): number
  /** Ways in which its layers can be made to act otherwise, `module/intervention`. */
  readonly interventions: readonly string[]
  /** The model, or the model under one of its interventions. */
  forward(batch: Batch, mode: Mode, intervention?: string): Forward
  afterStep(): void
  dispose(): void
}

/** The dataset with what these parts read of it: a table only where one asks for it. */
export function readBy(encoded: EncodedDataset, parts: readonly Part[]): EncodedDataset {
  const isRead = (table: RowTable): boolean => parts.some(({ reads }) => reads?.includes(table) === true)
  return {
    ...encoded,
    history: isRead('history') ? there(encoded.behaviours(), 'behaviours', 'time') : null,
    targets: isRead('targets')
      ? there(encoded.quantiles(), 'watch times among like durations', 'duration')
      : null,
  }
}

function there<T>(table: T | null, what: string, column: string): T {
  if (table === null) throw new Error(`no ${what} can be told: the ${column} column must hold numbers`)
  return table
}

interface Built<S extends Stage> {
  readonly part: Part<S>
  readonly layer: Layer<S>
}

/** Builds the model: embeddings, then the parts in stage order; without a route or relate part their plain forms. */
export function buildRanker(
  encoded: EncodedDataset,
  config: ModelConfig,
  parts: readonly Part[],
  seed: number,
): Ranker {
  const store = variableStore(seed)
  const embed = embedder(store, encoded.fields, config)
  let shape: Shape = {
    fieldNames: plainFields(encoded.fields, config).map((column) => encoded.fields[column]?.name as string),
    embeddingDim: config.embeddingDim,
    extras: 0,
    hiddenUnits: 0,
    towerUnits: 0,
  }
  const shared: Omit<BuildContext, 'shape'> = {
    rng: store.rng,
    variable: store.variable,
    fields: encoded.fields,
    tasks: encoded.tasks,
    sceneCount: encoded.sceneNames.length,
    tower: config.tower,
    baseRates: baseRates(encoded),
    trainRows: encoded.splits.train.length,
    userAttributes: (field) => userAttributes(encoded, field),
    trainCounts: (field) => trainCounts(encoded, field),
    trainRates: (field, task) => trainRates(encoded, field, task),
    userActivity: () => userActivity(encoded),
    seed,
  }
  function build<S extends Stage>(stage: S): readonly Built<S>[] {
    return parts
      .filter((part): part is Part<S> => part.stage === stage)
      .map((part) => {
        const layer = part.build({ ...shared, shape })
        shape = layer.shape
        return { part, layer }
      })
  }
  const represent = build('represent')
  const rescale = build('rescale')
  const fieldNames = shape.fieldNames
  const interact = only(build('interact'), 'interact')
  if (interact === null) throw new Error('a model needs an interact part')
  const supervise = build('supervise')
  const upstream = trainedOf(store.variables).map(({ variable }) => variable)
  const route = only(build('route'), 'route') ?? plain('route', sharedTowers({ ...shared, shape }))
  shape = route.layer.shape
  const correct = build('correct')
  const relate = only(build('relate'), 'relate') ?? plain('relate', independentTasks({ ...shared, shape }))
  const { taskWeights } = relate.layer
  const balance = only(build('balance'), 'balance') ?? plain('balance', unweighted(shape))
  const distil = build('distil')
  const all: readonly Built<Stage>[] = [
    ...represent,
    ...rescale,
    interact,
    ...supervise,
    route,
    ...correct,
    relate,
    balance,
    ...distil,
  ]

  const interventions = new Map<
    string,
    { readonly layer: Layer<Stage>; readonly other: Pick<Layer<Stage>, 'apply'> }
  >(
    all.flatMap(({ part, layer }) =>
      Object.entries(layer.interventions ?? {}).map(
        ([name, other]) => [`${part.id}/${name}`, { layer, other }] as const,
      ),
    ),
  )

  function forward(batch: Batch, mode: Mode, intervention?: string): Forward {
    const asked = intervention === undefined ? null : interventions.get(intervention)
    if (asked === undefined) throw new Error(`no intervention ${intervention}`)
    const terms = new Map<string, tf.Scalar>()
    const gauges = new Map<string, tf.Scalar>()
    const taps = new Map<string, tf.Tensor>()
    const states = new Map<string, tf.Tensor>()
    function pass<S extends Stage>(built: Built<S>, input: StageIO[S][0]): StageIO[S][1] {
      const layer = asked?.layer === built.layer ? (asked.other as Pick<Layer<S>, 'apply'>) : built.layer
      const result: Contribution<StageIO[S][1]> = layer.apply(input, mode)
      for (const [name, term] of Object.entries(result.losses ?? {}))
        terms.set(`${built.part.id}/${name}`, term)
      for (const [name, gauge] of Object.entries(result.gauges ?? {}))
        gauges.set(`${built.part.id}/${name}`, gauge)
      for (const [name, tap] of Object.entries(result.taps ?? {})) taps.set(`${built.part.id}/${name}`, tap)
      for (const [name, state] of Object.entries(result.states ?? {}))
        states.set(`${built.part.id}/${name}`, state)
      return result.out
    }
    let embedded = embed(batch)
    for (const built of [...represent, ...rescale]) embedded = pass(built, embedded)
    let interacted = pass(interact as Built<'interact'>, embedded)
    for (const built of supervise) interacted = pass(built, interacted)
    const uncorrected = pass(route, interacted)
    let routed = uncorrected
    for (const built of correct) routed = pass(built, routed)
    const related = pass(relate, routed)
    const { taskLosses } = related
    const { hidden } = interacted
    const { objectives, adapt } = pass(balance, {
      rows: batch.labels.shape[0],
      // What a relate layer weighs is weighed before losses are balanced.
      taskLosses: taskLosses.map((loss, t) => {
        const weight = taskWeights?.[t] ?? 1
        return weight === 1 ? loss : (tf.mul(loss, weight) as tf.Scalar)
      }),
      hidden,
      shared: upstream,
    })
    // A student is taught what is ranked by, not what explains a biased log.
    const isCorrected = correct.length > 0 && distil.length > 0
    const { logits } = isCorrected ? relate.layer.apply(uncorrected, mode).out : related
    let distilled: Distillable = { batch, logits }
    for (const built of distil) distilled = pass(built, distilled)
    const tasks = encoded.tasks.map((task, t) => [`task/${task.id}`, taskLosses[t] as tf.Scalar] as const)
    return {
      logits: related.logits,
      terms: new Map([...tasks, ...terms]),
      gauges,
      objectives,
      adapt: () => adapted(balance.part.id, adapt?.() ?? {}),
      taps,
      states,
    }
  }

  return {
    variables: store.variables,
    parameterCount: trainedOf(store.variables).reduce((sum, { variable }) => sum + variable.size, 0),
    shared: upstream,
    owned: route.layer.owned ?? [],
    fieldNames,
    weightOf(term) {
      const [id, name] = term.split(/\/(.*)/s) as [string, string]
      if (id === 'task') return taskWeights?.[encoded.tasks.findIndex((task) => task.id === name)] ?? 1
      const weight = all.find(({ part }) => part.id === id)?.part.lossWeights[name]
      if (weight === undefined) throw new Error(`loss term ${term} has no weight`)
      return weight
    },
    interventions: [...interventions.keys()],
    forward,
    afterStep: () => {
      for (const { layer } of all) layer.afterStep?.()
    },
    dispose: () => store.dispose(),
  }
}

function only<S extends Stage>(built: readonly Built<S>[], stage: S): Built<S> | null {
  if (built.length > 1) throw new Error(`more than one ${stage} part`)
  return built[0] ?? null
}

function plain<S extends Stage>(stage: S, layer: Layer<S>): Built<S> {
  return { layer, part: { id: stage, stage, lossWeights: {}, build: () => layer } }
}

/** No balancing: every task's loss counts once. */
const unweighted = (shape: Shape): Layer<'balance'> => ({
  shape,
  apply: ({ taskLosses }) => ({ out: { objectives: taskLosses } }),
})

/** Its gauges under the names that leave the ranker. */
function adapted(id: string, { gauges = {}, ...rest }: Adaptation): Adaptation {
  const named = Object.entries(gauges).map(([name, gauge]) => [`${id}/${name}`, gauge] as const)
  return { ...rest, gauges: Object.fromEntries(named) }
}

/** Share of positives of each task in train. */
function baseRates(encoded: EncodedDataset): readonly number[] {
  const count = encoded.tasks.length
  const sums = new Float64Array(count)
  for (const row of encoded.splits.train) {
    for (let t = 0; t < count; t++)
      sums[t] = (sums[t] as number) + (encoded.labels[row * count + t] as number)
  }
  return Array.from(sums, (sum) => sum / Math.max(1, encoded.splits.train.length))
}

function trainCounts(encoded: EncodedDataset, field: number): Int32Array {
  const width = encoded.fields.length
  const counts = new Int32Array(encoded.fields[field]?.vocabSize ?? 1)
  for (const row of encoded.splits.train) {
    const id = encoded.ids[row * width + field] as number
    counts[id] = (counts[id] as number) + 1
  }
  return counts
}

/** Smoothed as in the counting floor. */
function trainRates(encoded: EncodedDataset, field: number, task: number): Float32Array {
  const width = encoded.fields.length
  const tasks = encoded.tasks.length
  const counts = trainCounts(encoded, field)
  const positives = new Float64Array(counts.length)
  let all = 0
  for (const row of encoded.splits.train) {
    const label = encoded.labels[row * tasks + task] as number
    const id = encoded.ids[row * width + field] as number
    positives[id] = (positives[id] as number) + label
    all += label
  }
  const base = all / Math.max(1, encoded.splits.train.length)
  return Float32Array.from(counts, (n, id) => smoothedRate(positives[id] as number, n, base))
}

function userAttributes(encoded: EncodedDataset, field: number): Int32Array {
  const width = encoded.fields.length
  const userColumn = encoded.fields.findIndex(({ kind }) => kind === 'user')
  const attributes = new Int32Array(encoded.fields[userColumn]?.vocabSize ?? 1)
  for (const row of encoded.splits.train) {
    const user = userColumn < 0 ? 0 : (encoded.ids[row * width + userColumn] as number)
    if (user > 0) attributes[user] = encoded.ids[row * width + field] as number
  }
  return attributes
}

function userActivity(encoded: EncodedDataset): Int32Array {
  const width = encoded.fields.length
  const userColumn = encoded.fields.findIndex(({ kind }) => kind === 'user')
  const activity = new Int32Array(encoded.fields[userColumn]?.vocabSize ?? 1)
  for (const row of encoded.splits.train) {
    const user = userColumn < 0 ? 0 : (encoded.ids[row * width + userColumn] as number)
    if (user > 0) activity[user] = (activity[user] as number) + 1
  }
  return activity
}
