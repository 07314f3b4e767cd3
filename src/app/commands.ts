import { unnamed } from '../experiment/unnamed.ts'
import { hasWeights } from '../store/attempts.ts'
import type { WorkbenchActions, WorkbenchState } from '../store/state.ts'
import { unfinishedCells } from '../store/unfinished.ts'

/** What a command needs of the page. */
export interface Reach {
  readonly state: WorkbenchState
  readonly actions: WorkbenchActions
  navigate(path: string): void
}

/** Something that can be done from everywhere, by name or by key. */
export interface Command {
  /** Below `command.` in the catalogue. */
  readonly id: string
  /** As `KeyboardEvent.key` has it; null: by name alone. */
  readonly key: string | null
  /** Absent: always. */
  isOn?(state: WorkbenchState): boolean
  run(reach: Reach): void
}

const INSIDE = ['clusters', 'losses', 'priors', 'scenes', 'ranking', 'users'] as const
const SCREENS = ['start', 'data', 'lab', 'compare'] as const
const THEMES = ['auto', 'light', 'dark'] as const

const isActive = ({ queue }: WorkbenchState): boolean => queue.length > 0

/** The last of the run table that has trained weights. */
const lastEnded = ({ runs, visit }: WorkbenchState) =>
  [...runs.values()].findLast((run) => hasWeights(run, visit))

export const COMMANDS: readonly Command[] = [
  {
    id: 'pause',
    key: ' ',
    isOn: isActive,
    run: ({ state, actions }) => (state.paused ? actions.resume() : actions.pause()),
  },
  { id: 'step', key: '.', isOn: isActive, run: ({ actions }) => actions.step() },
  {
    id: 'run',
    key: 'r',
    isOn: ({ backend, preparing }) => backend !== null && preparing.kind === 'prepared',
    run: ({ actions }) => actions.run(),
  },
  {
    id: 'ablate',
    key: null,
    isOn: ({ backend, preparing }) => backend !== null && preparing.kind === 'prepared',
    run({ actions, navigate }) {
      actions.ablate()
      navigate('/compare')
    },
  },
  { id: 'stopRun', key: null, isOn: isActive, run: ({ actions }) => actions.stopRun() },
  { id: 'stopAll', key: null, isOn: isActive, run: ({ actions }) => actions.stopAll() },
  {
    id: 'resumeUnfinished',
    key: null,
    isOn: (state) => unfinishedCells(state).length > 0,
    run: ({ actions }) => actions.resumeUnfinished(),
  },
  { id: 'storage', key: null, run: ({ actions }) => actions.showStorage(true) },
  { id: 'share', key: 's', run: ({ actions }) => actions.share(true) },
  { id: 'undo', key: 'z', isOn: ({ past }) => past.length > 0, run: ({ actions }) => actions.undo() },
  { id: 'redo', key: 'Z', isOn: ({ future }) => future.length > 0, run: ({ actions }) => actions.redo() },
  {
    id: 'exportWeights',
    key: null,
    isOn: (state) => lastEnded(state) !== undefined && !state.exporting,
    run({ state, actions }) {
      const run = lastEnded(state)
      if (run !== undefined) actions.exportModel(run, unnamed(run.config).name || run.id, 'weights')
    },
  },
  {
    id: 'saveFile',
    key: null,
    isOn: (state) => state.plan.groups.length > 0 && !state.exporting,
    run({ state, actions }) {
      void import('../store/file-link.ts').then(async ({ knownLink }) => {
        const link = await knownLink(state, actions)
        if (link !== null) actions.saveExperiment(link, null)
      })
    },
  },
  ...INSIDE.map((tab, i) => ({
    id: `inside.${tab}`,
    key: String(i + 1),
    run: ({ navigate }: Reach) => navigate(`/inside/${tab}`),
  })),
  ...SCREENS.map((screen) => ({
    id: `go.${screen}`,
    key: null,
    run: ({ navigate }: Reach) => navigate(screen === 'start' ? '/' : `/${screen}`),
  })),
  ...THEMES.map((theme) => ({
    id: `theme.${theme}`,
    key: null,
    run: ({ actions }: Reach) => actions.setTheme(theme),
  })),
]

export const isAvailable = ({ isOn }: Command, state: WorkbenchState): boolean => isOn?.(state) ?? true

/** Part of a `KeyboardEvent` that decides what it does. */
export interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  /** Where the focus is: a text takes letters, a button takes Space. */
  readonly on: 'text' | 'control' | 'page'
}

/** What a key does: the palette by ⌘K, Ctrl K or `?`, or a command; null where it is left to what has the focus. */
export function commandOf(pressed: Pressed): Command | 'palette' | null {
  const { key, ctrlKey, metaKey, altKey, on } = pressed
  if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'k') return 'palette'
  if (ctrlKey || metaKey || altKey || on === 'text') return null
  if (key === '?') return 'palette'
  if (on === 'control' && key === ' ') return null
  return COMMANDS.find((command) => command.key === key) ?? null
}
