import { fail, type Issue, issue, ok, type Result, warning } from '../core/result.ts'
import type { DatasetRef, ExperimentConfig } from './config.ts'
import { opened, sealed } from './envelope.ts'
import { packedRef } from './generated.ts'
import { clampAll } from './link-clamp.ts'
import {
  backendOf,
  datasetOf,
  extraOf,
  type LinkBackend,
  type LinkMade,
  type LinkView,
  madeOf,
  noteOf,
  seedsOf,
  viewOf,
} from './link-fields.ts'
import { climbed, type Payload, SCHEMA_VERSION } from './link-ladder.ts'
import { DICTIONARY, startOf } from './link-start.ts'
import { parseExperiment } from './parse.ts'
import { bare, type Patch, patchBetween, patched } from './patch.ts'
import type { Group, Plan } from './plan.ts'
import { isRecord } from './reader.ts'
import { unnamed } from './unnamed.ts'

/** What a link may hold beside its plan; what is absent is not in it. */
export interface LinkParts {
  readonly view?: LinkView | null
  readonly backend?: LinkBackend | null
  readonly note?: string | null
  readonly made?: LinkMade | null
  /** What another version wrote and this one does not know, passed on as it came. */
  readonly extra?: Readonly<Record<string, unknown>> | null
  /** Results as bytes (run/claims-block.ts). */
  readonly block?: Uint8Array | null
}
export type DecodedLink = { readonly [Key in keyof LinkParts]-?: Exclude<LinkParts[Key], undefined> } & {
  readonly plan: Plan
  /** What was changed on the way in: clamped values, keys that are not known here. */
  readonly notices: readonly Issue[]
}

const MOST_GROUPS = 32
const KNOWN = ['s', 'd', 'b', 'r', 'e', 'w', 'k', 'q', 'a', 'z', 'n', '_']

/**
 * A plan as a link, `#/x/1.…`: the baseline as a patch on the defaults, each group as a patch on the baseline. The name
 * of a file stays out.
 */
export function encodeLink(plan: Plan, parts: LinkParts = {}): string {
  const [first, ...others] = plan.groups
  if (first === undefined) throw new Error('a plan without groups has no link')
  const { view = null, backend = null, note = null, made = null, extra = null, block = null } = parts
  const base = unnamed(first.config)
  const group = (own: Group, from: ExperimentConfig) => ({
    ...(own.label === null ? {} : { l: own.label }),
    y: own.style,
    p: patchOf(from, { ...unnamed(own.config), seed: from.seed }),
  })
  const trained = {
    ...(backend === null ? {} : { w: backend }),
    ...(made?.how == null ? {} : { c: made.how }),
    ...(made?.deterministic === true ? { d: 1 } : {}),
  }
  const sizes = {
    ...(made?.seconds == null ? {} : { t: made.seconds }),
    ...(made?.bytes == null ? {} : { m: made.bytes }),
  }
  return sealed(
    {
      s: SCHEMA_VERSION,
      ...(made === null ? {} : { a: made.version }),
      d: linkedRef(base.dataset),
      b: group(first, startOf(base.dataset)),
      r: others.map((own) => group(own, base)),
      e: plan.seeds,
      ...(plan.stopsEarly === true ? { q: 1 } : plan.grown === true ? { q: 2 } : {}),
      ...(view === null ? {} : { w: view }),
      ...(isEmpty(trained) ? {} : { k: trained }),
      ...(isEmpty(sizes) ? {} : { z: sizes }),
      ...(note === null || note === '' ? {} : { n: note }),
      ...(extra === null || isEmpty(extra) ? {} : { _: extra }),
    },
    DICTIONARY,
    block,
  )
}

const isEmpty = (value: object): boolean => Object.keys(value).length === 0

function linkedRef(ref: DatasetRef): Readonly<Record<string, unknown>> {
  return ref.kind === 'upload' ? { kind: ref.kind, id: ref.id } : packedRef(ref)
}

function patchOf(base: ExperimentConfig, other: ExperimentConfig): Patch {
  const patch = patchBetween(base, other)
  return Object.hasOwn(patch, 'dataset') ? { ...patch, dataset: linkedRef(other.dataset) } : patch
}

/**
 * Reads a link; a fault of the recipe is an error, a fault of the view only a notice. Of a newer version it reads what it
 * knows.
 */
export function decodeLink(hash: string): Result<DecodedLink> {
  const contents = opened(hash, DICTIONARY)
  if (!contents.ok) return contents
  const payload = bare(contents.value.payload)
  if (!isRecord(payload) || !Number.isInteger(payload.s) || (payload.s as number) < 1) {
    return fail([issue('link', 'link.damaged')])
  }
  const version = payload.s as number
  const isNewer = version > SCHEMA_VERSION
  const decoded = decodedOf(isNewer ? payload : climbed(payload, version), contents.value.block, isNewer)
  return isNewer && !decoded.ok ? fail([issue('link', 'link.newer')]) : decoded
}

function decodedOf(top: Payload, block: Uint8Array | null, isNewer: boolean): Result<DecodedLink> {
  const notices: Issue[] = isNewer ? [warning('link', 'link.newerRead')] : []
  const unknown: Record<string, unknown> = Object.create(null)
  if (isRecord(top._)) Object.assign(unknown, top._)
  for (const key of Object.keys(top).filter((one) => !KNOWN.includes(one))) {
    unknown[key] = top[key]
    notices.push(warning('link', 'link.unknownKey', { key: key.slice(0, 40) }))
  }
  const plan = planOf(top, notices, isNewer ? unknown : null)
  if (!plan.ok) return plan
  return ok({
    plan: plan.value,
    view: viewOf(top.w, notices),
    backend: backendOf(top.k, notices),
    note: noteOf(top.n),
    made: madeOf(top),
    extra: extraOf(unknown, notices),
    block,
    notices,
  })
}

/** `unknown` takes up settings that are not known here, of a newer version; null: there may be none. */
function planOf(top: Payload, notices: Issue[], unknown: Record<string, unknown> | null): Result<Plan> {
  const dataset = datasetOf(top.d, notices)
  const seeds = seedsOf(top.e)
  const others = Array.isArray(top.r) ? top.r : null
  if (dataset === null || seeds === null || others === null || others.length >= MOST_GROUPS) {
    return fail([issue('link', 'link.damaged')])
  }
  const groups: Group[] = []
  for (const [i, entry] of [top.b, ...others].entries()) {
    const group = groupOf(entry, groups[0]?.config ?? startOf(dataset), i, notices, unknown)
    if (!group.ok) return group
    groups.push(group.value)
  }
  const looks = top.q === 1 ? ({ stopsEarly: true } as const) : top.q === 2 ? ({ grown: true } as const) : {}
  return ok({ groups, seeds, ...looks })
}

function groupOf(
  entry: unknown,
  base: ExperimentConfig,
  index: number,
  notices: Issue[],
  unknown: Record<string, unknown> | null,
): Result<Group> {
  if (!isRecord(entry) || !isRecord(entry.p)) return fail([issue(`groups.${index}`, 'link.damaged')])
  const config = configOf(entry.p as Patch, base, index, notices, unknown)
  if (!config.ok) return config
  const label = typeof entry.l === 'string' ? entry.l.slice(0, 80) : null
  const style =
    Number.isInteger(entry.y) && (entry.y as number) >= 0 && (entry.y as number) < 1000
      ? (entry.y as number)
      : index
  return ok({ id: `g${index}`, label, style, config: config.value })
}

function configOf(
  patch: Patch,
  base: ExperimentConfig,
  index: number,
  notices: Issue[],
  unknown: Record<string, unknown> | null,
): Result<ExperimentConfig> {
  const changed = patched(base, patch)
  clampAll(changed, index, notices)
  const config = parseExperiment(changed)
  if (config.ok || unknown === null) return config
  const isFaulty = (path: string): boolean =>
    config.error.some((one) => {
      const at = one.path.replace(/^experiment\./, '')
      return at === path || at.startsWith(`${path}.`) || path.startsWith(`${at}.`)
    })
  const faulty = Object.entries(patch).filter(([path]) => isFaulty(path))
  if (faulty.length === 0) return config
  for (const [path, value] of faulty) {
    unknown[`groups.${index}.${path}`] = value
    notices.push(warning(`groups.${index}.${path}`, 'link.unknownKey', { key: path.slice(0, 40) }))
  }
  const known = Object.fromEntries(Object.entries(patch).filter(([path]) => !isFaulty(path)))
  const kept = patched(base, known)
  clampAll(kept, index, [])
  return parseExperiment(kept)
}
