import { PLAIN_CURVES } from '../core/metrics/training-axis.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { EMPTY_COMPARE_VIEW } from './compare-view.ts'
import { NOTHING_READ } from './importer.ts'
import { NOTHING_KEPT } from './kept.ts'
import { NOTHING_MATCHED } from './matcher.ts'
import { configsFor, replanned } from './plans.ts'
import { NOTHING_PREPARED } from './preparer.ts'
import type { WorkbenchState } from './state.ts'

/** A page that nobody has touched. */
export function initialState(): WorkbenchState {
  const draft = sampleConfig()
  const empty = { groups: [], seeds: [1, 2, 3] }
  return {
    backend: null,
    wish: null,
    probe: null,
    backendFailure: null,
    datasets: new Map(),
    worlds: new Map(),
    ...NOTHING_READ,
    ...NOTHING_MATCHED,
    draft,
    past: [],
    future: [],
    shelf: {},
    ...NOTHING_PREPARED,
    plan: replanned(empty, configsFor('starter', draft), []),
    follows: 'starter',
    visit: '',
    runs: new Map(),
    hiddenGroups: new Set(),
    queue: [],
    paused: false,
    budget: null,
    leftOut: null,
    problem: null,
    rankings: new Map(),
    slicing: new Map(),
    ...NOTHING_KEPT,
    replaced: new Map(),
    deleted: [],
    bin: [],
    inspections: new Map(),
    exporting: false,
    link: { kind: 'none' },
    claims: null,
    carried: null,
    sharing: false,
    view: {
      task: draft.schema.tasks[0]?.id ?? null,
      slice: null,
      metric: 'auc',
      showSeeds: true,
      showBand: true,
      curves: PLAIN_CURVES,
      insideGroup: null,
      insideSeed: null,
      insideAgainst: null,
      insideStep: null,
      compare: EMPTY_COMPARE_VIEW,
    },
    theme: 'auto',
    language: 'auto',
  }
}
