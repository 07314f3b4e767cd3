import { fingerprintId } from '../core/data/fingerprint.ts'
import { isCustom } from '../core/metrics/slice-spec.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { configHash, readsAlike } from '../experiment/hash.ts'
import { encodeLink } from '../experiment/link.ts'
import type { LinkMade } from '../experiment/link-fields.ts'
import type { Plan } from '../experiment/plan.ts'
import { claimsOf } from '../run/claiming.ts'
import { type Claims, twoDigits } from '../run/claims.ts'
import type { GroupRuns } from '../run/comparison.ts'
import { deletedSeeds } from '../run/deleted.ts'
import { kindOf } from '../run/how.ts'
import { hasChangedBackend } from '../run/interruption.ts'
import { needOf, preparedSizes } from '../run/memory.ts'
import { type ResultLink, resultLink } from '../run/result-link.ts'
import { isFinished, isTrainedHere } from '../run/run.ts'
import { isDeterministic } from '../run/verify.ts'
import { runKey, type WorkbenchState } from './state.ts'
import { printKey, uploadsOf, uploadWord } from './uploads.ts'

/** Results that can go into a link, with what is said of how they were made. */
export interface Shareable {
  readonly claims: Claims
  readonly made: LinkMade | null
  /** `link`: they are the claims of a link that was opened, passed on as they came. */
  readonly from: 'runs' | 'link'
}

/** Parts that a person takes out of a link, and what they say beside it. */
export interface Wish {
  readonly without: ReadonlySet<'curves' | 'deciles' | 'carried'>
  readonly note: string | null
  /** Characters of the address before the link. */
  readonly used: number
}

type Shared = Pick<
  WorkbenchState,
  | 'plan'
  | 'runs'
  | 'deleted'
  | 'view'
  | 'draft'
  | 'preparing'
  | 'claims'
  | 'carried'
  | 'wish'
  | 'datasets'
  | 'fingerprints'
>

/** Results of the plan's runs; of a link's claims while nothing of its plan was trained here. Null without either. */
export function shareableOf(state: Shared, version: string): Shareable | null {
  const { plan, view, draft, preparing, claims: linked } = state
  const base = plan.groups[0]
  const tasks = base?.config.schema.tasks.map(({ id }) => id) ?? []
  const task = view.task !== null && tasks.includes(view.task) ? view.task : tasks[0]
  if (base === undefined || task === undefined) return null
  const prepared = preparing.kind === 'prepared' && readsAlike(draft, base.config) ? preparing.prepared : null
  const valid = prepared?.floor.find(
    (one) => one.split === 'valid' && one.task === task && one.slice === null,
  )
  const groups = groupsOf(state)
  const scenes = base.config.dataset.kind !== 'upload'
  const claims = claimsOf({ plan, groups, task, valid: valid ?? null, scenes })
  if (claims !== null) return { claims, made: madeOf(groups, plan, prepared, version), from: 'runs' }
  return linked !== null && isSamePlan(plan, linked.plan) ? { ...linked.claimed, from: 'link' } : null
}

/** The plan as a link with these results. */
export function sharedResults(state: Shared, { claims, made }: Shareable, wish: Wish): ResultLink {
  const kept = {
    ...claims,
    ...(wish.without.has('curves') ? { curves: null } : {}),
    ...(wish.without.has('deciles') ? { deciles: null } : {}),
  }
  return resultLink({ ...partsOf(state, wish), plan: linkedPlan(state), claims: kept, made }, wish.used)
}

/** The plan as a link without results. */
export const sharedRecipe = (state: Shared, wish: Wish): string =>
  encodeLink(linkedPlan(state), partsOf(state, wish))

/** The plan with each upload by what a link says of it. A lost one is refused: the hash of a file goes into no link. */
function linkedPlan(state: Shared): Plan {
  const { plan, datasets, fingerprints } = state
  const ids = new Map<string, string>()
  for (const config of uploadsOf(plan)) {
    const { id } = config.dataset
    const word = uploadWord(state, config)
    if (word === 'lost') throw new Error('a link cannot name a file that is not here')
    const known = fingerprints.get(printKey(id, config.schema)) ?? null
    const unsaid = { kind: 'random', name: '', count: datasets.get(id)?.rowCount ?? 0 } as const
    const print = known?.kind === 'random' ? { ...known, name: randomName() } : (known ?? unsaid)
    ids.set(id, word === 'away' ? id : fingerprintId(print))
  }
  const linked = (config: ExperimentConfig): ExperimentConfig => {
    const { dataset } = config
    const id = ids.get(dataset.id)
    return dataset.kind === 'upload' && id !== undefined ? { ...config, dataset: { ...dataset, id } } : config
  }
  return { ...plan, groups: plan.groups.map((group) => ({ ...group, config: linked(group.config) })) }
}

/** Anew in each link, so that two links of a file do not say that it is one. */
const randomName = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  )

function partsOf({ plan, view, wish: backend, carried }: Shared, { note, without }: Wish) {
  const { task, metric } = view
  return {
    view: { task, slice: staysHere(view.slice, plan) ? null : view.slice, metric },
    backend: backend === 'webgpu' || backend === 'wasm' ? backend : null,
    note,
    extra: without.has('carried') ? null : carried,
  }
}

/** Whether a slice is in no link: one that a person made may name users, a scene of an upload is a value of the file. */
export const staysHere = (slice: string | null, plan: Plan): boolean =>
  isCustom(slice) ||
  (slice?.startsWith('scene=') === true && plan.groups.some(({ config }) => config.dataset.kind === 'upload'))

function groupsOf({ plan, runs, deleted }: Shared): readonly GroupRuns[] {
  return plan.groups.map((group) => {
    const own = plan.seeds.flatMap((seed) => runs.get(runKey(group.id, seed)) ?? [])
    const lost = deletedSeeds(deleted, group.config, plan.seeds, own)
    return { groupId: group.id, runs: own, deleted: lost.length }
  })
}

function isSamePlan(a: Plan, b: Plan): boolean {
  const text = ({ groups, seeds }: Plan) =>
    JSON.stringify([groups.map(({ config }) => configHash(config)), seeds])
  return text(a) === text(b)
}

function madeOf(
  groups: readonly GroupRuns[],
  plan: Plan,
  prepared: Parameters<typeof preparedSizes>[0] | null,
  version: string,
): LinkMade {
  const ended = groups.flatMap(({ runs }) => runs).filter(isFinished)
  const kinds = new Set(ended.map(({ how }) => (how === null ? null : kindOf(how))))
  // Of a run that went on on another backend, or came in an archive, nobody here can say what its numbers need.
  const isKnown = ended.every((run) => isTrainedHere(run) && !hasChangedBackend(run.interruptions))
  const [how = null] = isKnown && kinds.size === 1 ? [...kinds] : []
  const seconds = ended.filter(isTrainedHere).flatMap((run) => run.seconds ?? [])
  const bytes =
    prepared === null
      ? []
      : plan.groups.map(({ config }) => {
          const { dataset, tables, batch } = needOf(config, preparedSizes(prepared))
          return dataset + tables + batch
        })
  return {
    version,
    how,
    deterministic:
      how !== null && ended.every(({ config }) => isDeterministic(how, config.training.relaxedSimd)),
    seconds: rangeOf(seconds),
    bytes: rangeOf(bytes),
  }
}

const rangeOf = (values: readonly number[]): readonly [number, number] | null =>
  values.length === 0 ? null : [twoDigits(Math.min(...values)), twoDigits(Math.max(...values))]
