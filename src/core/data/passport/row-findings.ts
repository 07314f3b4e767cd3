import { brokenChain, requiredBy } from '../chains.ts'
import { type Line, lineOf } from '../lines.ts'
import type { Fix, Task } from '../schema.ts'
import { categoriesOf } from '../values.ts'
import type { Found } from './column-findings.ts'
import { duplicateRows } from './duplicates.ts'
import type { Reading } from './reading.ts'
import { sharedUsers } from './shared-users.ts'

/** Lines that a finding lists. */
const MOST_LINES = 2000
/** Share of rows below which a scene is too small beside the others. */
const SMALL_SCENE = 0.01
/** Rows of the class that a scene lacks, were it like the others: from so many on its lack is no chance. */
const EXPECTED = 10

/** What is wrong with rows and scenes. */
export function rowFindings(reading: Reading): readonly Found[] {
  return [
    ...chainFindings(reading),
    ...duplicateFinding(reading),
    ...sceneFindings(reading),
    ...sharedFinding(reading),
  ]
}

const linesOf = ({ dataset, rows }: Reading, positions: Uint32Array): readonly Line[] =>
  Array.from(positions.subarray(0, MOST_LINES), (position) => lineOf(dataset, rows[position] as number))

function chainFindings(reading: Reading): readonly Found[] {
  const { schema, labels } = reading
  if (labels === null) return []
  return schema.tasks.flatMap((task, t) => {
    const broken = brokenChain(schema, labels, t)
    if (broken.length === 0) return []
    const required = schema.tasks[requiredBy(schema, t)]?.id ?? ''
    const fixes: readonly Fix[] = [
      { kind: 'set-task', task: task.id },
      { kind: 'drop-rows', rule: { kind: 'broken-chain', task: task.id } },
      { kind: 'keep', rule: 'broken-chain', subject: task.id },
    ]
    return [
      {
        ...({ rule: 'broken-chain', text: 'broken-chain', severity: 'blocking', subject: task.id } as const),
        params: { task: task.id, required, count: broken.length },
        ...{ rows: broken.length, lines: linesOf(reading, broken), fixes },
      },
    ]
  })
}

function duplicateFinding(reading: Reading): readonly Found[] {
  const copies = duplicateRows(reading.dataset, reading.rows)
  if (copies.length === 0) return []
  const fixes: readonly Fix[] = [
    { kind: 'drop-rows', rule: { kind: 'duplicates' } },
    { kind: 'keep', rule: 'duplicates', subject: '' },
  ]
  return [
    {
      ...({ rule: 'duplicates', text: 'duplicates', severity: 'warning', subject: '' } as const),
      params: { count: copies.length },
      ...{ rows: copies.length, lines: linesOf(reading, copies), fixes },
    },
  ]
}

/** Scenes in which a task has one class though chance would give both, and scenes with hardly any rows. */
function sceneFindings(reading: Reading): readonly Found[] {
  const scenes = scenesOf(reading)
  if (scenes.length < 2) return []
  const { schema, rows } = reading
  return scenes.flatMap((scene) => {
    const missing = schema.tasks.filter((_, t) => lacksClass(scenes, scene, t, rows.length))
    const { name } = scene
    const facts = { subject: name, rows: scene.rows, lines: [scene.line] }
    const drop: Fix = { kind: 'drop-rows', rule: { kind: 'scene', scene: name } }
    const found: Found[] = []
    if (missing.length > 0) {
      found.push({
        ...({ rule: 'one-class-scene', text: 'one-class-scene', severity: 'warning', ...facts } as const),
        params: { scene: name, count: scene.rows, tasks: idsOf(missing) },
        fixes: [drop, { kind: 'keep', rule: 'one-class-scene', subject: name }],
      })
    }
    if (scene.rows < SMALL_SCENE * rows.length) {
      found.push({
        ...({ rule: 'scene-imbalance', text: 'scene-imbalance', severity: 'warning', ...facts } as const),
        params: { scene: name, count: scene.rows, share: ((100 * scene.rows) / rows.length).toFixed(2) },
        fixes: [drop, { kind: 'keep', rule: 'scene-imbalance', subject: name }],
      })
    }
    return found
  })
}

const idsOf = (tasks: readonly Task[]): string => tasks.map(({ id }) => id).join(', ')

interface Scene {
  readonly name: string
  /** Line of its first row. */
  readonly line: Line
  rows: number
  readonly positives: number[]
}

function scenesOf({ dataset, schema, rows, labels }: Reading): readonly Scene[] {
  const column = schema.scene === null ? undefined : dataset.columns.get(schema.scene)
  if (column === undefined) return []
  const { codes, levels } = categoriesOf(column)
  const count = schema.tasks.length
  const scenes = new Map<number, Scene>()
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number
    const code = codes[row] as number
    if (code < 0) continue
    let scene = scenes.get(code)
    if (scene === undefined) {
      const line = lineOf(dataset, row)
      scene = { name: levels[code] as string, line, rows: 0, positives: new Array<number>(count).fill(0) }
      scenes.set(code, scene)
    }
    scene.rows++
    for (let t = 0; t < count; t++) {
      if (labels?.[i * count + t] === 1) scene.positives[t] = (scene.positives[t] as number) + 1
    }
  }
  return [...scenes.values()]
}

/** Whether a scene lacks a class that the rate of the other scenes would give it ten rows of. */
function lacksClass(scenes: readonly Scene[], scene: Scene, task: number, total: number): boolean {
  const own = scene.positives[task] as number
  const others = scenes.reduce((sum, { positives }) => sum + (positives[task] as number), 0) - own
  const rate = others / Math.max(1, total - scene.rows)
  return (
    (own === 0 && scene.rows * rate >= EXPECTED) ||
    (own === scene.rows && scene.rows * (1 - rate) >= EXPECTED)
  )
}

function sharedFinding(reading: Reading): readonly Found[] {
  const shared = sharedUsers(reading)
  if (shared === null) return []
  return [
    {
      ...({
        rule: 'shared-users',
        text: `shared-users.${shared.why}`,
        severity: 'warning',
        subject: '',
      } as const),
      params: { count: shared.users, example: shared.example, rows: shared.rows.length },
      ...{ rows: shared.rows.length, lines: linesOf(reading, shared.rows) },
      fixes: [{ kind: 'keep', rule: 'shared-users', subject: '' }],
    },
  ]
}
