import {
  BATCH_EFFECT,
  FIELD_AUC,
  type ObservedRows,
  partPull,
  SCENE_LABELS,
  SCENE_REACH,
  TASK_LABELS,
} from './events.ts'
import type { Run, Snapshot } from './run.ts'

/** Something wrong with a model or its data, with the numbers that say so and the step at which they were read. */
export type Finding = { readonly step: number } & (
  | {
      readonly kind: 'leak'
      readonly by: 'field'
      readonly field: string
      readonly task: string
      readonly auc: number
    }
  /** Change of a logit by other rows of the batch, in standard deviations of all logits. */
  | { readonly kind: 'leak'; readonly by: 'batch'; readonly change: number }
  /** Pull of a scene's rows at what serves the other scene alone, over their pull at their own. */
  | {
      readonly kind: 'leak'
      readonly by: 'route'
      readonly scene: string
      readonly other: string
      readonly share: number
    }
  /** Gradient over what the part trains, as a share of the whole gradient. */
  | { readonly kind: 'dead'; readonly what: 'part'; readonly part: string; readonly share: number }
  /** Index of a branch of the gate; its share of what arrives from the rows' branches, and of its units at 0. */
  | {
      readonly kind: 'dead'
      readonly what: 'expert'
      readonly branch: number
      readonly contribution: number
      readonly silent: number
    }
  | { readonly kind: 'collapse'; readonly branch: number; readonly cosine: number }
  /** Cosine of what the labels ask of the same weights; `least` is that of the two halves of rows that disagree least. */
  | {
      readonly kind: 'conflict'
      readonly between: 'scenes' | 'tasks'
      readonly first: string
      readonly second: string
      readonly cosine: number
      readonly least: number
    }
)
export type Ailment = Finding['kind']
export interface Check {
  readonly ailment: Ailment
  /** False while nothing was recorded that could tell. */
  readonly wasLooked: boolean
  readonly findings: readonly Finding[]
}

/** AUC of one field's train rates by which it alone is taken for the label. */
export const TELLING = 0.95
/** Standard deviations of the logits by which other rows of a batch may move one: rounding moves it by less. */
export const BATCH_CHANGE = 1e-3
/** Shares below which a gradient, or what arrives from a branch, is nothing. */
const NOTHING_OF_GRADIENT = 1e-6
const NOTHING_ARRIVES = 1e-3
/** Share of units at exactly 0 from which an expert is silent. */
const SILENT = 0.99
/** Cosine from which two experts say the same. */
export const ALIKE = 0.99
/** Cosine below which even the two halves that disagree least have to lie. */
export const CONTRARY = -0.1

const [GATE, CONTRIBUTION, SILENT_UNITS, ALIKE_EXPERTS] = [
  'scene-routing/gate',
  'scene-routing/contribution',
  'scene-routing/silent',
  'scene-routing/alike',
] as const
/** Taps that are gone through: a run has the latest readings of these wherever it is. */
export const EXAMINED: ReadonlySet<string> = new Set([
  ...[FIELD_AUC, BATCH_EFFECT, SCENE_REACH, SCENE_LABELS, TASK_LABELS],
  ...[GATE, CONTRIBUTION, SILENT_UNITS, ALIKE_EXPERTS],
])

/** What a run recorded, gone through for four ailments. Nothing is named that was not measured in this run. */
export function examination(run: Run): readonly Check[] {
  return [leaks(run), dead(run), collapsed(run), conflicts(run)]
}

function leaks(run: Run): Check {
  const { observed } = run
  const [field, batch, reach] = [FIELD_AUC, BATCH_EFFECT, SCENE_REACH].map((tap) => run.snapshots.get(tap))
  const findings: Finding[] = []
  const tasks = run.config.schema.tasks
  for (const [i, auc] of (field?.values ?? []).entries()) {
    const name = observed?.fields[Math.floor(i / tasks.length)]?.name
    const task = tasks[i % tasks.length]?.id
    if (Math.max(auc, 1 - auc) >= TELLING && name !== undefined && task !== undefined)
      findings.push({ kind: 'leak', by: 'field', step: field?.step ?? 0, field: name, task, auc })
  }
  const change = batch?.values[0] ?? 0
  if (batch !== undefined && change > BATCH_CHANGE)
    findings.push({ kind: 'leak', by: 'batch', step: batch.step, change })
  for (const { first, second, value, own } of pairsOf(reach, observed)) {
    const share = value / own
    if (first !== second && share > NOTHING_OF_GRADIENT)
      findings.push({ kind: 'leak', by: 'route', step: reach?.step ?? 0, scene: first, other: second, share })
  }
  return { ailment: 'leak', wasLooked: batch !== undefined, findings }
}

function dead(run: Run): Check {
  const parts = [...run.series.values()].flatMap(({ key, length, steps, values }) => {
    const part = partOf(key.of)
    return part === null
      ? []
      : [{ part, step: steps[length - 1] as number, norm: values[length - 1] as number }]
  })
  const whole = Math.hypot(...parts.map(({ norm }) => norm))
  const findings: Finding[] = parts.flatMap(({ part, step, norm }) => {
    const share = whole === 0 ? 0 : norm / whole
    return share < NOTHING_OF_GRADIENT
      ? [{ kind: 'dead' as const, what: 'part' as const, step, part, share }]
      : []
  })
  for (const { branch, rows, step } of branchesOf(run)) {
    const contribution = shareArriving(run, branch, rows)
    const silent = meanOf(run.snapshots.get(SILENT_UNITS), branch, rows)
    if (contribution < NOTHING_ARRIVES || silent > SILENT)
      findings.push({ kind: 'dead', what: 'expert', step, branch, contribution, silent })
  }
  return { ailment: 'dead', wasLooked: parts.length > 0, findings }
}

function collapsed(run: Run): Check {
  const alike = run.snapshots.get(ALIKE_EXPERTS)
  const findings = branchesOf(run).flatMap(({ branch, rows }): readonly Finding[] => {
    const cosine = meanOf(alike, branch, rows)
    return cosine >= ALIKE ? [{ kind: 'collapse', step: alike?.step ?? 0, branch, cosine }] : []
  })
  return { ailment: 'collapse', wasLooked: alike !== undefined, findings }
}

function conflicts(run: Run): Check {
  const tasks = run.config.schema.tasks.map(({ id }) => id)
  const given = [
    ['scenes', run.snapshots.get(SCENE_LABELS), run.observed?.sceneNames ?? []],
    ['tasks', run.snapshots.get(TASK_LABELS), tasks],
  ] as const
  const findings = given.flatMap(([between, labels, names]) =>
    names.flatMap((first, i) =>
      names.flatMap((second, j): readonly Finding[] => {
        const at = i * names.length + j
        const least = labels?.values[names.length ** 2 + at] ?? Number.NaN
        if (j <= i || !(least < CONTRARY)) return []
        const cosine = labels?.values[at] ?? Number.NaN
        return [{ kind: 'conflict', between, step: 0, first, second, cosine, least }]
      }),
    ),
  )
  return { ailment: 'conflict', wasLooked: given.some(([, labels]) => labels !== undefined), findings }
}

const PART = partPull('')
const partOf = (name: string | null): string | null =>
  name?.startsWith(PART) === true ? name.slice(PART.length) : null

/** The values of a matrix [S, S] with the names of its scenes, and what its row has on the diagonal. */
function pairsOf(matrix: Snapshot | undefined, observed: ObservedRows | null) {
  const names = observed?.sceneNames ?? []
  return Array.from(matrix?.values ?? [], (value, at) => {
    const [s, r] = [Math.floor(at / names.length), at % names.length]
    return {
      ...{ first: names[s] ?? '', second: names[r] ?? '', value },
      own: matrix?.values[s * names.length + s] as number,
    }
  })
}

/** Branches of the gate that some observed row may use, with these rows. */
function branchesOf({
  snapshots,
}: Run): readonly { branch: number; rows: readonly number[]; step: number }[] {
  const gate = snapshots.get(GATE)
  if (gate === undefined) return []
  const [count = 0, width = 0] = gate.shape
  return Array.from({ length: width }, (_, branch) => ({
    branch,
    step: gate.step,
    rows: Array.from({ length: count }, (_row, row) => row).filter(
      (row) => (gate.values[row * width + branch] as number) !== 0,
    ),
  })).filter(({ rows }) => rows.length > 0)
}

/** Mean of a tap's column over rows; 0 where the tap was not recorded. */
function meanOf(tap: Snapshot | undefined, column: number, rows: readonly number[]): number {
  const [, width = 0] = tap?.shape ?? []
  return rows.reduce((sum, row) => sum + (tap?.values[row * width + column] ?? 0), 0) / rows.length
}

/** Of the norms of all gated outputs of these rows, the share that is this branch's. */
function shareArriving({ snapshots }: Run, branch: number, rows: readonly number[]): number {
  const tap = snapshots.get(CONTRIBUTION)
  if (tap === undefined) return 1
  const [, width = 0] = tap.shape
  const all = Array.from({ length: width }, (_, column) => meanOf(tap, column, rows))
  const total = all.reduce((sum, one) => sum + one, 0)
  return total === 0 ? 0 : (all[branch] as number) / total
}
