import type { ConfigOf } from '../../setting-spec.ts'

const seed = {
  kind: 'int',
  default: 1,
  min: 0,
  max: 2147483647,
  label: 'World seed',
  help: 'Another seed draws another world of the same kind.',
} as const

const rowsOf = (label: string, help: string, value: number) =>
  ({ kind: 'int', default: value, min: 20, max: 200_000, label, help }) as const

const share = (label: string, help: string, value: number) =>
  ({ kind: 'float', default: value, min: 0, max: 0.45, label, help, advanced: true }) as const

const base = (label: string, value: number) =>
  ({
    kind: 'float',
    default: value,
    min: -4,
    max: 4,
    label,
    help: 'Added to the logit of every row of this scene.',
    advanced: true,
  }) as const

const strength = (label: string, help: string, value: number, isAdvanced = false) =>
  ({ kind: 'float', default: value, min: 0, max: 5, label, help, advanced: isAdvanced }) as const

const anonymousUsers = {
  kind: 'int',
  default: 2000,
  min: 20,
  max: 20_000,
  label: 'Users',
  help: 'Users whom rows are dealt to at random. They have no effect: intervals over users are then intervals over rows.',
  advanced: true,
} as const

/** World A: planted groups of users; everything that a live-streaming log may be biased by can be switched on. */
export const PLANTED_GROUPS = {
  seed,
  users: { kind: 'int', default: 2000, min: 20, max: 20_000, label: 'Users', help: 'Number of users.' },
  meanRows: {
    kind: 'float',
    default: 30,
    min: 1,
    max: 300,
    label: 'Train rows of a user',
    help: 'Expected train rows of a user. Most have fewer, few have many more.',
  },
  groups: { kind: 'int', default: 8, min: 2, max: 12, label: 'Planted groups', help: 'Number of groups G.' },
  rho: {
    kind: 'float',
    default: 1,
    min: 0,
    max: 1,
    label: 'Demographics tell ρ',
    help: 'Probability that a user’s group follows from gender and age; otherwise it is drawn at random.',
  },
  taste: strength('Taste', 'Weight of a user’s taste for the genre in the logit.', 1),
  tasteNoise: strength('Own taste σ', 'Spread of a user’s taste around the group’s.', 0.7),
  priorMode: {
    kind: 'choice',
    default: 'add',
    options: { add: 'adds to the logit', modulate: 'multiplies taste' },
    label: 'Same age',
    help: 'What user and host of one age bucket does: β(same − 1/6) added, or taste times 1 + β·same.',
  },
  priorEffect: strength('Same age β', 'Strength of the same-age prior.', 0),
  sceneConflict: {
    kind: 'float',
    default: 0,
    min: 0,
    max: 1,
    label: 'Scene conflict c',
    help: 'Taste is √(1 − c)·own + √c·the scene’s taste for the genre.',
  },
  positionBias: strength('Position bias', 'Taken from the logit, times ln(position).', 0),
  durationBias: strength(
    'Duration bias',
    'Added to the logit, times the log of the host’s mean stay; stays last longer alike.',
    0,
  ),
  exposure: {
    kind: 'choice',
    default: 'random',
    options: { random: 'at random', selective: 'by a policy' },
    label: 'Exposure',
    help: 'By a policy: of each request’s candidates the best by a noisy score are exposed; the others are rows that nobody saw.',
  },
  selectivity: strength(
    'Selectivity',
    'Weight of the true logit in the policy’s score; its noise is 1.',
    1,
    true,
  ),
  candidates: {
    kind: 'int',
    default: 12,
    min: 2,
    max: 50,
    label: 'Candidates',
    help: 'Hosts that the policy chooses from in each request.',
    advanced: true,
  },
  slots: {
    kind: 'int',
    default: 4,
    min: 1,
    max: 20,
    label: 'Slots',
    help: 'Exposed hosts of a request, at positions from 1.',
    advanced: true,
  },
  hosts: {
    kind: 'int',
    default: 300,
    min: 10,
    max: 5000,
    label: 'Hosts',
    help: 'Number of hosts.',
    advanced: true,
  },
  quality: strength('Host quality', 'Spread of the hosts’ own logits.', 0.5, true),
  base: { ...base('Base logit', -0.6), help: 'Added to every logit.' },
  pareto: {
    kind: 'float',
    default: 1.1,
    min: 0.5,
    max: 5,
    label: 'Pareto exponent',
    help: 'Of activity: the smaller, the more a few users dominate.',
    advanced: true,
  },
  mostRows: {
    kind: 'int',
    default: 400,
    min: 1,
    max: 500,
    label: 'Most rows',
    help: 'Cap of a user’s expected train rows.',
    advanced: true,
  },
  validRows: {
    kind: 'int',
    default: 4,
    min: 1,
    max: 50,
    label: 'Validation rows of a user',
    help: 'Fresh rows that every user has in validation, however active.',
    advanced: true,
  },
  testRows: {
    kind: 'int',
    default: 12,
    min: 1,
    max: 50,
    label: 'Test rows of a user',
    help: 'Fresh rows that every user has in test, however active.',
    advanced: true,
  },
  secondShare: share('Share of scene 2', 'Share of requests in the second scene.', 0.2),
  thirdShare: share('Share of scene 3', 'Share of requests in the third scene.', 0.05),
  firstBase: base('Base of scene 1', 0),
  secondBase: base('Base of scene 2', 0),
  thirdBase: base('Base of scene 3', 0),
} as const

/** World B: a same-age prior that adds to the logit or modulates taste, beside two priors without effect. */
export const PRIORS = {
  seed,
  mode: {
    kind: 'choice',
    default: 'add',
    options: { add: 'adds to the logit', modulate: 'multiplies affinity' },
    label: 'Same age',
    help: 'Adds: .7·affinity + 1.2(same − 1/6). Multiplies: (.25 + 1.6·same)·affinity.',
  },
  trainRows: rowsOf('Train rows', 'At few rows a net misses the prior.', 4000),
  validRows: rowsOf('Validation rows', 'Rows of validation.', 4000),
  testRows: rowsOf('Test rows', 'Rows of test.', 20_000),
  users: {
    kind: 'int',
    default: 1500,
    min: 20,
    max: 20_000,
    label: 'Users',
    help: 'Number of users.',
    advanced: true,
  },
  hosts: {
    kind: 'int',
    default: 200,
    min: 10,
    max: 5000,
    label: 'Hosts',
    help: 'Number of hosts.',
    advanced: true,
  },
  added: strength('Added β', 'Weight of same age where it adds.', 1.2, true),
  modulated: strength('Modulated β', 'Slope of affinity on same age where it multiplies.', 1.6, true),
} as const

/** World C: three scenes whose response to ten features agrees or conflicts. */
export const SCENE_CONFLICT = {
  seed,
  conflict: {
    kind: 'float',
    default: 0.3,
    min: 0,
    max: 1,
    label: 'Conflict c',
    help: 'The logit is √(1 − c)·common + √c·the scene’s own response.',
  },
  trainRows: rowsOf('Train rows', 'Rows of train over all scenes.', 20_000),
  validRows: rowsOf('Validation rows', 'Rows of validation.', 6000),
  testRows: rowsOf('Test rows', 'Rows of test.', 20_000),
  secondShare: share('Share of scene 2', 'Share of rows in the second scene.', 0.2),
  thirdShare: share('Share of scene 3', 'Share of rows in the third scene.', 0.05),
  firstBase: base('Base of scene 1', 0),
  secondBase: base('Base of scene 2', -0.7),
  thirdBase: base('Base of scene 3', 0.7),
  users: anonymousUsers,
} as const

/** World D: three nested tasks over twelve features. */
export const NESTED_TASKS = {
  seed,
  drivers: {
    kind: 'choice',
    default: 'own',
    options: { own: 'each stage has its own', shared: 'all stages share one' },
    label: 'Drivers',
    help: 'Own: a chain of hazards with partly different drivers. Shared: one score and three thresholds.',
  },
  trainRows: rowsOf('Train rows', 'At few rows the last task has few positives.', 1500),
  validRows: rowsOf('Validation rows', 'Rows of validation.', 4000),
  testRows: rowsOf('Test rows', 'Rows of test.', 20_000),
  users: anonymousUsers,
} as const

/** The generated worlds, by id. A world's settings are part of a link: rename or remove none. */
export const WORLDS = {
  a: { title: 'Planted groups', settings: PLANTED_GROUPS },
  b: { title: 'Priors', settings: PRIORS },
  c: { title: 'Scenes', settings: SCENE_CONFLICT },
  d: { title: 'Nested tasks', settings: NESTED_TASKS },
} as const
/** `World A, planted groups`, the name of its dataset. */
export const worldName = ({ world }: { readonly world: WorldId }): string =>
  `World ${world.toUpperCase()}, ${WORLDS[world].title.toLowerCase()}`

export type WorldId = keyof typeof WORLDS
export const WORLD_IDS = ['a', 'b', 'c', 'd'] as const satisfies readonly WorldId[]

export type SettingsOf<Id extends WorldId> = ConfigOf<(typeof WORLDS)[Id]['settings']>
/** A world with all its settings: what is needed to draw it again. */
export type WorldRecipe = {
  readonly [Id in WorldId]: { readonly world: Id; readonly settings: SettingsOf<Id> }
}[WorldId]
