/** What the radar looks for in a dataset before anything is trained on it. */
export const RULES = [
  'leak',
  'outcome',
  'duplicates',
  'broken-chain',
  'constant',
  'one-class-scene',
  'scene-imbalance',
  'coverage',
  'activity',
  'shared-users',
  'skew',
  'numeric-id',
] as const
export type RuleId = (typeof RULES)[number]
