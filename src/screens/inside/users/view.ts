import type { MicroscopeAnswer, Pass, Seen } from '../../../core/inspect/question.ts'
import { branchesOf } from '../../../modules/scene-routing/view.ts'
import type { Run } from '../../../run/run.ts'
import type { NamedCluster } from '../view.ts'

/** One number on the way through the model: as it is, and with the edits; null without edits. */
export interface Value {
  readonly name: string
  readonly before: number
  readonly after: number | null
}

/** One place on the way. */
export interface Station {
  readonly key: 'distances' | 'assignment' | 'group' | 'weights' | 'gate' | 'probabilities'
  readonly values: readonly Value[]
  /** Where nothing happens: 0, or 1 for a weight. */
  readonly neutral: number
  /** End of the axis. */
  readonly max: number
  /** Values that are not listed. */
  readonly hidden: number
}

/** What has a name of its own; other values are numbered. */
export interface Names {
  /** In the order in which they are listed; without any no station of clusters is drawn. */
  readonly clusters: readonly NamedCluster[]
  branch(branch: ReturnType<typeof branchesOf>[number]): string
}

/** Clusters that are listed: the nearest, before or after. */
const NEAREST = 6

/** A row's way from the distances to the probabilities; stations of modules that are off are left out. */
export function stationsOf(answer: MicroscopeAnswer, run: Run, names: Names): readonly Station[] {
  const { asIs, edited } = answer
  const clusters = clusterStations(asIs, edited, names)
  const fields = run.observed?.plainFields ?? []
  const routing = run.config.modules['scene-routing']
  const branches = routing === undefined ? [] : branchesOf(routing, run.observed?.sceneNames ?? [])
  const tasks = run.config.schema.tasks
  const shared = (
    key: Station['key'],
    tap: string,
    nameOf: (i: number) => string,
    neutral: number,
    least: number,
  ): readonly Station[] => {
    const before = asIs.taps.get(tap)
    if (before === undefined) return []
    const values = pairs(before, edited?.taps.get(tap) ?? null, nameOf)
    return [{ key, values, neutral, max: highest(values, least), hidden: 0 }]
  }
  return [
    ...clusters,
    ...shared('group', 'user-clusters/group', (i) => String(i + 1), 0, 0),
    ...shared('weights', 'prior-gate/weights', (i) => fields[i] ?? String(i + 1), 1, 2),
    ...shared(
      'gate',
      'scene-routing/gate',
      (i) => {
        const branch = branches[i]
        return branch === undefined ? String(i + 1) : names.branch(branch)
      },
      0,
      1,
    ),
    {
      key: 'probabilities',
      values: tasks.map(({ id }, t) => ({
        name: id,
        before: sigmoid(asIs.logits[t] ?? Number.NaN),
        after: edited === null ? null : sigmoid(edited.logits[t] ?? Number.NaN),
      })),
      neutral: 0,
      max: 1,
      hidden: 0,
    },
  ]
}

/** Distances of the query to the centroids, and membership, of the clusters nearest before or after. */
function clusterStations(asIs: Pass, edited: Pass | null, { clusters }: Names): readonly Station[] {
  const before = distancesOf(asIs)
  const membership = asIs.taps.get('user-clusters/assignment')
  if (before === null || membership === undefined || clusters.length !== before.length) return []
  const after = edited === null ? null : distancesOf(edited)
  const place = (k: number): number =>
    Math.min(before[k] ?? Number.POSITIVE_INFINITY, after?.[k] ?? Number.POSITIVE_INFINITY)
  const shown = [...clusters]
    .sort((a, b) => place(a.id) - place(b.id))
    .slice(0, NEAREST)
    .sort((a, b) => (before[a.id] ?? 0) - (before[b.id] ?? 0))
  const member = edited?.taps.get('user-clusters/assignment')?.values
  const distances = shown.map(({ id, name }) => ({
    name,
    before: before[id] ?? 0,
    after: after?.[id] ?? null,
  }))
  const assignment = shown.map(({ id, name }) => ({
    name,
    before: membership.values[id] ?? 0,
    after: member?.[id] ?? null,
  }))
  const hidden = before.length - shown.length
  return [
    { key: 'distances', values: distances, neutral: 0, max: highest(distances, 0), hidden },
    { key: 'assignment', values: assignment, neutral: 0, max: 1, hidden },
  ]
}

/** ‖q − m_k‖ for each centroid; null where the pass went through no clusters. */
export function distancesOf({ taps }: Pass): readonly number[] | null {
  const query = taps.get('user-clusters/query')
  const centroids = taps.get('user-clusters/centroids')
  if (query === undefined || centroids === undefined) return null
  const [k = 0, width = 0] = centroids.shape
  return Array.from({ length: k }, (_, cluster) => {
    let sum = 0
    for (let c = 0; c < width; c++)
      sum += ((query.values[c] ?? 0) - (centroids.values[cluster * width + c] ?? 0)) ** 2
    return Math.sqrt(sum)
  })
}

/** Length of the user's own shift before and after edits; null where the group has none. */
export function shiftOf({ asIs, edited }: MicroscopeAnswer): Omit<Value, 'name'> | null {
  const before = asIs.taps.get('user-clusters/shiftNorm')?.values[0]
  if (before === undefined) return null
  return { before, after: edited?.taps.get('user-clusters/shiftNorm')?.values[0] ?? null }
}

/** Whether the row is read as that of a user whom train does not know, after the edits. */
export function isReadAsUnseen({ isUnseen, fields, edits }: MicroscopeAnswer): boolean {
  const user = fields.find(({ kind }) => kind === 'user')
  const edit = edits.find(({ field }) => field === user?.name)
  return edit === undefined ? isUnseen : edit.id === 0
}

const pairs = (before: Seen, after: Seen | null, nameOf: (i: number) => string): readonly Value[] =>
  Array.from(before.values, (value, i) => ({
    name: nameOf(i),
    before: value,
    after: after?.values[i] ?? null,
  }))

const highest = (values: readonly Value[], least: number): number =>
  Math.max(least, ...values.flatMap(({ before, after }) => [Math.abs(before), Math.abs(after ?? 0)]), 1e-6)

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))
