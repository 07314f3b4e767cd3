import type { DatasetInfo } from '../core/data/dataset.ts'
import { type Fingerprint, fingerprintIn, isUntold, type Match, matchOf } from '../core/data/fingerprint.ts'
import { namedColumns } from '../core/data/mapped.ts'
import type { Schema } from '../core/data/schema.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import type { TrainerPort, WorkerMessage } from '../worker/protocol.ts'
import type { Access } from './access.ts'
import { connected, missingDataset } from './datasets.ts'
import type { WorkbenchState } from './state.ts'
import { lostUpload, printKey, uploadsOf } from './uploads.ts'

export type MatchMessage = Extract<WorkerMessage, { readonly type: 'fingerprinted' }>

export interface MatchPart {
  /** What links say of uploads, by `printKey`; null where it could not be made, nothing while it is. */
  readonly fingerprints: ReadonlyMap<string, Fingerprint | null>
  /** What datasets that are here are to those of links, by `matchKey`; null while they are compared. */
  readonly matches: ReadonlyMap<string, Match | null>
}
export const NOTHING_MATCHED: MatchPart = { fingerprints: new Map(), matches: new Map() }

const isFound = (match: Match | null): boolean =>
  match === 'same' || match === 'reordered' || match === 'count'

export const matchKey = (link: string, dataset: string): string => `${link} ${dataset}`

/** What datasets are to that of one link, by dataset. */
export function matchesOf(matches: MatchPart['matches'], link: string): ReadonlyMap<string, Match | null> {
  const found = new Map<string, Match | null>()
  for (const [key, match] of matches) {
    const [ofLink = '', ofDataset = ''] = key.split(' ')
    if (link === ofLink) found.set(ofDataset, match)
  }
  return found
}

export interface Matcher {
  /** Makes what a link says of the plan's uploads, null where that cannot be; one that is lost is asked for. */
  knowUploads(): Promise<MatchPart['fingerprints']>
  /** Holds every dataset that is here against those that links wait for, and asks what a link that is made will say. */
  changed(before: WorkbenchState, state: WorkbenchState): void
  /** Whether the draft waits for a dataset that this one may be; if it is not, it is handed back. */
  isInDoubt(info: DatasetInfo): boolean
  /** Takes what a person gave for the dataset that the draft waits for, where a link says no more than its number of rows. */
  takesFor(info: DatasetInfo): boolean
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
  const asked = new Map<string, Question>()
  /** What is asked to be shared, by `printKey`. */
  const knowing = new Map<string, Promise<void>>()
  /** Datasets that a person gave, with the one of a link that the draft waits for. */
  const doubted = new Map<string, string>()
  /** What the worker could not hold against a link: no second time before it comes anew. */
  const unheld = new Map<string, DatasetInfo>()
  let asks = 0

  function ask(question: Omit<Question, 'key'>, schema: Schema): void {
    const askId = `fingerprint ${++asks}`
    const { id, link } = question
    asked.set(askId, { ...question, key: printKey(id, schema) })
    const name = access.get().datasets.get(id)?.name ?? ''
    const dataset = { kind: 'upload', id, name } as const
    port.send({ type: 'fingerprint', askId, dataset, schema, shared: link === null })
  }

  function know({ dataset: { id }, schema }: ExperimentConfig): Promise<void> {
    const { datasets, fingerprints } = access.get()
    const key = printKey(id, schema)
    if (!datasets.has(id) || (fingerprints.get(key) ?? null) !== null) return Promise.resolve()
    const known = knowing.get(key)
    if (known !== undefined) return known
    // What could not be made is asked for once more.
    if (fingerprints.has(key))
      access.set({ fingerprints: new Map([...fingerprints].filter(([one]) => one !== key)) })
    const answer = new Promise<void>((resolve) => ask({ link: null, id, resolve }, schema))
    knowing.set(key, answer)
    return answer
  }

  function found(link: string, info: DatasetInfo, match: Match | null): void {
    access.set({ matches: new Map(access.get().matches).set(matchKey(link, info.id), match) })
    if (!isFound(match)) return
    access.set(connected(access.get(), link, info, match === 'same'))
    arrived(info, false)
  }

  /** Each upload once that has as many rows as the one that a link names. Nothing is taken by their number alone. */
  function checkFor({ dataset, schema }: ExperimentConfig): void {
    const wanted = fingerprintIn(dataset.id)
    if (wanted?.kind !== 'rows') return
    for (const [id, info] of access.get().datasets) {
      if (!isUpload(access.get(), id, info) || info.rowCount !== wanted.count) continue
      const key = matchKey(dataset.id, id)
      const known = access.get().matches.get(key)
      if ((known !== undefined && !isFound(known)) || unheld.get(key) === info) continue
      if (known !== undefined) {
        found(dataset.id, info, known)
        return
      }
      found(dataset.id, info, null)
      ask({ link: dataset.id, id, resolve: null }, schema)
    }
  }

  return {
    async knowUploads() {
      const uploads = uploadsOf(access.get().plan)
      await Promise.all(uploads.map(know))
      const lost = lostUpload(access.get())
      if (lost !== null) access.set({ problem: [missingDataset(lost)] })
      return access.get().fingerprints
    },

    changed(before, state) {
      const isOther = (['datasets', 'link', 'claims', 'plan', 'draft'] as const).some(
        (key) => state[key] !== before[key],
      )
      if (!isOther && state.sharing === before.sharing) return
      if (state.sharing) for (const config of uploadsOf(state.plan)) void know(config)
      if (isOther) for (const config of waiting(access.get())) checkFor(config)
    },

    isInDoubt(info) {
      const { draft, matches } = access.get()
      const isAsked = matches.get(matchKey(draft.dataset.id, info.id)) === null
      if (isAsked) doubted.set(info.id, draft.dataset.id)
      return isAsked
    },

    takesFor(info) {
      const { draft } = access.get()
      if (!mayBe(access.get(), info, draft)) return false
      found(draft.dataset.id, info, 'count')
      return true
    },

    receive({ askId, fingerprint }) {
      const question = asked.get(askId)
      asked.delete(askId)
      if (question === undefined) return
      const { key, link, id, resolve } = question
      const { fingerprints, matches, datasets } = access.get()
      if (link === null) {
        knowing.delete(key)
        access.set({ fingerprints: new Map(fingerprints).set(key, fingerprint) })
        resolve?.()
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
      if (doubted.get(id) !== link) return
      doubted.delete(id)
      // What the person turned to meanwhile stays.
      if (info !== undefined && access.get().draft.dataset.id === link) arrived(info, true)
    },
  }
}

interface Question {
  readonly key: string
  readonly link: string | null
  readonly id: string
  readonly resolve: (() => void) | null
}

const isUpload = ({ worlds }: Pick<WorkbenchState, 'worlds'>, id: string, info: DatasetInfo): boolean =>
  id === info.id && !worlds.has(id) && !info.hasTruth

/** Whether a link that says no more than a number of rows may mean this dataset: it has as many, and each column that is read. */
export function mayBe(
  state: Pick<WorkbenchState, 'worlds'>,
  info: DatasetInfo,
  { dataset, schema }: ExperimentConfig,
): boolean {
  const wanted = fingerprintIn(dataset.id)
  if (wanted?.kind !== 'random' || wanted.count !== info.rowCount || isUntold(wanted)) return false
  const columns = new Set(info.columns.map(({ name }) => name))
  return isUpload(state, info.id, info) && columnsRead(schema).every((name) => columns.has(name))
}

/** Columns of the file that a schema reads. */
function columnsRead(schema: Schema): readonly string[] {
  const { derived = [] } = schema
  const made = new Set(derived.map(({ name }) => name))
  return [
    ...namedColumns(schema).filter((name) => !made.has(name)),
    ...derived.flatMap(({ left, right }) => [left, right]),
  ]
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
