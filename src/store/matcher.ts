import type { DatasetInfo } from '../core/data/dataset.ts'
import { type Fingerprint, fingerprintIn, type Match, matchOf } from '../core/data/fingerprint.ts'
import type { Schema } from '../core/data/schema.ts'
import { canonicalJson } from '../core/hash.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import type { TrainerPort, WorkerMessage } from '../worker/protocol.ts'
import type { Access } from './access.ts'
import { connected } from './datasets.ts'
import type { WorkbenchState } from './state.ts'

export type MatchMessage = Extract<WorkerMessage, { readonly type: 'fingerprinted' }>

export interface MatchPart {
  /** What links know datasets by that are here, by `printKey`. */
  readonly fingerprints: ReadonlyMap<string, Fingerprint>
  /** What datasets that are here are to those of links, by `matchKey`; null while they are compared. */
  readonly matches: ReadonlyMap<string, Match | null>
}
export const NOTHING_MATCHED: MatchPart = { fingerprints: new Map(), matches: new Map() }

const isFound = (match: Match | null): boolean =>
  match === 'same' || match === 'reordered' || match === 'count'

export const printKey = (dataset: string, schema: Schema): string => canonicalJson([dataset, schema])
export const matchKey = (link: string, dataset: string): string => `${link} ${dataset}`

/** Of one link, by dataset; of one dataset, by link. */
export function matchesOf(
  matches: MatchPart['matches'],
  { link, dataset }: { readonly link?: string; readonly dataset?: string },
): ReadonlyMap<string, Match | null> {
  const found = new Map<string, Match | null>()
  for (const [key, match] of matches) {
    const [ofLink = '', ofDataset = ''] = key.split(' ')
    if (link === ofLink) found.set(ofDataset, match)
    else if (dataset === ofDataset) found.set(ofLink, match)
  }
  return found
}

export interface Matcher {
  /** Asks what a link will know the config's dataset by, where that is an upload and not known yet. */
  know(config: ExperimentConfig | undefined): void
  /** Holds every dataset that is here against those that links wait for, and asks what a link that is made will say. */
  changed(before: WorkbenchState, state: WorkbenchState): void
  /** Whether the draft waits for a dataset that this one may be; if it is not, it is handed back. */
  isInDoubt(info: DatasetInfo): boolean
  receive(message: MatchMessage): void
}

/**
 * Finds the datasets of links among those that are here. `arrived` is told of each that was found, and of one that a person
 * gave and that is none.
 */
export function createMatcher(
  access: Access,
  port: TrainerPort,
  arrived: (info: DatasetInfo, wanted: boolean) => void,
): Matcher {
  /** What was asked: to share it, or for which dataset of a link. */
  const asked = new Map<string, { readonly key: string; readonly link: string | null; readonly id: string }>()
  const doubted = new Set<string>()
  /** What the worker could not hold against a link: no second time before it comes anew. */
  const unheld = new Map<string, DatasetInfo>()
  /** A run says something many times a second. */
  const seen = new WeakSet<ExperimentConfig>()
  let asks = 0

  function ask(link: string | null, id: string, schema: Schema): void {
    const askId = `fingerprint ${++asks}`
    asked.set(askId, { key: printKey(id, schema), link, id })
    const name = access.get().datasets.get(id)?.name ?? ''
    port.send({ type: 'fingerprint', askId, dataset: { kind: 'upload', id, name }, schema })
  }

  function know(config: ExperimentConfig | undefined): void {
    if (config?.dataset.kind !== 'upload' || seen.has(config)) return
    const { dataset, schema } = config
    if (!access.get().datasets.has(dataset.id)) return
    seen.add(config)
    const key = printKey(dataset.id, schema)
    const isAsked = [...asked.values()].some((one) => one.key === key && one.link === null)
    if (!isAsked && !access.get().fingerprints.has(key)) ask(null, dataset.id, schema)
  }

  function found(link: string, info: DatasetInfo, match: Match | null): void {
    access.set({ matches: new Map(access.get().matches).set(matchKey(link, info.id), match) })
    if (!isFound(match)) return
    access.set(connected(access.get(), link, info, match === 'same'))
    arrived(info, false)
  }

  /** Each upload once that has as many rows as the one that a link names. */
  function checkFor({ dataset, schema }: ExperimentConfig): void {
    const wanted = fingerprintIn(dataset.id)
    if (wanted === null) return
    for (const [id, info] of access.get().datasets) {
      const isUpload = id === info.id && !access.get().worlds.has(id) && !info.hasTruth
      if (!isUpload || info.rowCount !== wanted.count) continue
      const key = matchKey(dataset.id, id)
      const known = access.get().matches.get(key)
      if ((known !== undefined && !isFound(known)) || unheld.get(key) === info) continue
      if (known !== undefined || wanted.kind === 'random') {
        // Of two with as many rows the first is taken.
        found(dataset.id, info, known ?? 'count')
        return
      }
      found(dataset.id, info, null)
      ask(dataset.id, id, schema)
    }
  }

  return {
    know,

    changed(before, state) {
      if (state.sharing && !before.sharing) know(state.plan.groups[0]?.config)
      const isOther = (['datasets', 'link', 'claims', 'plan', 'draft'] as const).some(
        (key) => state[key] !== before[key],
      )
      if (isOther) for (const config of waiting(access.get())) checkFor(config)
    },

    isInDoubt(info) {
      const { draft, matches } = access.get()
      const isAsked = matches.get(matchKey(draft.dataset.id, info.id)) === null
      if (isAsked) doubted.add(info.id)
      return isAsked
    },

    receive({ askId, fingerprint }) {
      const question = asked.get(askId)
      asked.delete(askId)
      if (question === undefined) return
      const { key, link, id } = question
      const { fingerprints, matches, datasets } = access.get()
      if (link === null) {
        if (fingerprint !== null) access.set({ fingerprints: new Map(fingerprints).set(key, fingerprint) })
        return
      }
      const [info, wanted] = [datasets.get(id), fingerprintIn(link)]
      if (info !== undefined && wanted !== null && fingerprint !== null) {
        found(link, info, matchOf(wanted, fingerprint))
      } else {
        const own = matchKey(link, id)
        if (info !== undefined) unheld.set(own, info)
        access.set({ matches: new Map([...matches].filter(([one]) => one !== own)) })
      }
      const isWanted = doubted.delete(id)
      if (isWanted && info !== undefined && access.get().draft.dataset.id !== id) arrived(info, true)
    },
  }
}

/** Configs whose datasets a link names and nobody has found. */
function waiting({ draft, plan, link, claims }: WorkbenchState): readonly ExperimentConfig[] {
  const plans = [
    ...(link.kind === 'review' ? [link.plan] : []),
    ...(claims === null ? [] : [claims.plan]),
    plan,
  ]
  // The draft comes last: it may have been edited since.
  return [...plans.flatMap(({ groups }) => groups[0]?.config ?? []), draft]
}
