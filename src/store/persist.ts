import type { StoreApi } from 'zustand/vanilla'
import { LANGUAGES } from '../core/language.ts'
import { parseCurveView } from '../core/metrics/training-axis.ts'
import { type Issue, warning } from '../core/result.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { parseExperiment } from '../experiment/parse.ts'
import type { Group } from '../experiment/plan.ts'
import { isRecord } from '../experiment/reader.ts'
import { MODULES } from '../modules/specs.ts'
import { keptCompareView, parseCompareView } from './compare-view.ts'
import { keptClaims } from './links.ts'
import { BUDGETS, type PlanFollows, type Theme, type View, type WorkbenchState } from './state.ts'

export interface StorageLike {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

const KEY = 'soundcheck'
const AT = `${KEY}.at`
const VERSION = 1
/** Changes are written together, this long after the first, in milliseconds. */
const DELAY = 300

/** What belongs to the comparison and to the page's look. */
export type Kept = Pick<
  WorkbenchState,
  'draft' | 'plan' | 'follows' | 'budget' | 'view' | 'theme' | 'language' | 'claims' | 'carried'
>

const keptOf = ({ draft, plan, follows, budget, view, theme, language, claims, carried }: Kept): Kept => ({
  draft,
  plan,
  follows,
  budget,
  view,
  theme,
  language,
  claims,
  carried,
})

/** What was kept last time. What cannot be read is said so, and the page begins afresh. */
export function restored(storage: StorageLike | undefined): Partial<WorkbenchState> {
  const text = read(storage)
  if (text === null) return {}
  const kept = parseKept(text)
  return kept ?? { problem: [warning('stored', 'stored.unreadable')] satisfies readonly Issue[] }
}

/** When it was kept, in milliseconds; 0 where that is not known. */
export const savedAt = (storage: StorageLike | undefined): number => Number(read(storage, AT)) || 0

/** Whether anything changed that is kept. */
export function hasKeptChanged(state: WorkbenchState, before: WorkbenchState): boolean {
  const [now, then] = [keptOf(state), keptOf(before)]
  return Object.entries(now).some(([key, value]) => then[key as keyof Kept] !== value)
}

/** Keeps the store's state from now on. */
export function keepSaved(store: StoreApi<WorkbenchState>, storage: StorageLike | undefined) {
  let timer: ReturnType<typeof setTimeout> | undefined
  /** What an untouched page would keep: it must not overwrite what another tab has kept since. */
  let last = textOf(store.getState())
  /** What this tab can read of what lies there, as it is: only what another has put there since is read anew. */
  let known: string | null = null
  let refused = false

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    const text = textOf(store.getState())
    if (storage === undefined || text === last) return
    last = text
    try {
      setAsideUnreadable(storage, known)
      storage.setItem(KEY, text)
      known = text
      storage.setItem(AT, String(Date.now()))
    } catch {
      if (!refused) store.setState({ problem: [warning('stored', 'stored.refused')] })
      refused = true
    }
  }

  const stop = store.subscribe((state, before) => {
    if (hasKeptChanged(state, before)) timer ??= setTimeout(flush, DELAY)
  })
  return {
    flush,
    close() {
      stop()
      clearTimeout(timer)
    },
  }
}

/** Draft, plan, view and the rest as text, as `parseKept` reads it. Claims are kept as the link that makes them. */
export function textOf(state: Kept): string {
  const view = { ...state.view, compare: keptCompareView(state.view.compare) }
  return JSON.stringify({ version: VERSION, ...keptOf(state), view, claims: state.claims?.hash ?? null })
}

/** What cannot be read here may be of a newer version, also of a tab that was opened since: it is moved, not lost. */
function setAsideUnreadable(storage: StorageLike, known: string | null): void {
  const text = read(storage)
  if (text === null || text === known) return
  if (parseKept(text) === null) storage.setItem(`${KEY}.unreadable`, text)
}

/** A browser may refuse storage altogether; then nothing is kept, as in a private window. */
function read(storage: StorageLike | undefined, key = KEY): string | null {
  try {
    return storage?.getItem(key) ?? null
  } catch {
    return null
  }
}

export function parseKept(text: string): Kept | null {
  const stored = parseJson(text)
  if (!isRecord(stored) || stored.version !== VERSION || !isRecord(stored.plan)) return null
  const draft = parseConfig(stored.draft)
  const groups = Array.isArray(stored.plan.groups) ? stored.plan.groups.map(parseGroup) : []
  const seeds = Array.isArray(stored.plan.seeds) ? stored.plan.seeds.filter(isSeed) : []
  if (draft === null || groups.length === 0 || seeds.length === 0 || groups.includes(null)) return null
  const follows = parseFollows(stored.follows)
  const budget = BUDGETS.find((one) => one === stored.budget) ?? null
  const theme = THEMES.find((one) => one === stored.theme) ?? 'auto'
  const language = LANGUAGES.find((one) => one === stored.language) ?? 'auto'
  const plan = {
    groups: groups.filter((group) => group !== null),
    seeds,
    ...(stored.plan.stopsEarly === true ? { stopsEarly: true as const } : {}),
    ...(stored.plan.grown === true ? { grown: true as const } : {}),
    ...(isSeed(stored.plan.firstSeeds) ? { firstSeeds: stored.plan.firstSeeds } : {}),
  }
  const view = parseView(stored.view, draft)
  const carried = isRecord(stored.carried) ? stored.carried : null
  return { draft, plan, follows, budget, theme, language, view, claims: keptClaims(stored.claims), carried }
}

const FOLLOWS: readonly PlanFollows[] = ['starter', 'draft', 'leave-one-out', 'add-one-in', 'controls']
const THEMES: readonly Theme[] = ['light', 'dark', 'auto']

function parseFollows(value: unknown): PlanFollows {
  if (!isRecord(value)) return FOLLOWS.find((one) => one === value) ?? null
  if (value.kind === 'factorial' && Array.isArray(value.factors)) {
    const { factors } = value
    return { kind: 'factorial', factors: MODULES.map(({ id }) => id).filter((id) => factors.includes(id)) }
  }
  if (value.kind !== 'sweep' || typeof value.path !== 'string' || !Array.isArray(value.values)) return null
  return { kind: 'sweep', path: value.path, values: value.values.filter(isSweptValue) }
}

const isSweptValue = (value: unknown): value is number | string | boolean =>
  ['number', 'string', 'boolean'].includes(typeof value)

function parseConfig(value: unknown): ExperimentConfig | null {
  const parsed = parseExperiment(value)
  return parsed.ok ? parsed.value : null
}

function parseGroup(value: unknown): Group | null {
  if (!isRecord(value) || typeof value.id !== 'string' || !isSeed(value.style)) return null
  const config = parseConfig(value.config)
  const label = typeof value.label === 'string' ? value.label : null
  return config === null ? null : { id: value.id, label, style: value.style, config }
}

function parseView(value: unknown, draft: ExperimentConfig): View {
  const view = isRecord(value) ? value : {}
  const text = (key: string): string | null => (typeof view[key] === 'string' ? view[key] : null)
  const task = text('task')
  return {
    task: draft.schema.tasks.some((one) => one.id === task) ? task : (draft.schema.tasks[0]?.id ?? null),
    slice: text('slice'),
    metric: view.metric === 'gauc' ? 'gauc' : 'auc',
    showSeeds: view.showSeeds !== false,
    showBand: view.showBand !== false,
    curves: parseCurveView(view.curves),
    insideGroup: text('insideGroup'),
    insideSeed: isSeed(view.insideSeed) ? view.insideSeed : null,
    insideAgainst: text('insideAgainst'),
    insideStep: isSeed(view.insideStep) ? view.insideStep : null,
    compare: parseCompareView(view.compare),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const isSeed = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 4294967295
