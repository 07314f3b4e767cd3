import { generatedRef, packedRef } from '../experiment/generated.ts'
import type { Patch } from '../experiment/patch.ts'
import { PLAIN_LOG } from './plain-log.ts'
import { gain, type Quantity } from './quantity.ts'
import { type Story, type StoryGroup, world } from './story.ts'

/** A policy puts what it likes first, as its score says; later positions are taken up less, or are not. */
const ordered = (positionBias: number) =>
  world('a', { users: 1200, meanRows: 25, exposure: 'selective', slots: 8, positionBias })
const BIASED = ordered(1)
const UNBIASED = ordered(0)
const STAYING = world('a', { users: 1200, meanRows: 25, durationBias: 1 })

const features = PLAIN_LOG['schema.features']
const POSITIONED: Patch = {
  ...PLAIN_LOG,
  'schema.features': [...features, { column: 'position', source: 'context', roles: ['position'] }],
  // Rows that nobody saw are no part of this log.
  'schema.filters': [{ column: 'exposed', values: ['1'] }],
}
const TIMED: Patch = {
  ...PLAIN_LOG,
  'schema.features': [...features, { column: 'host_mean_stay', source: 'item', roles: ['duration'] }],
}

const plain: StoryGroup = { id: 'plain', label: 'No correction', patch: {} }
const pal: StoryGroup = {
  id: 'pal',
  label: 'PAL',
  patch: { 'modules.debias': { position: 'pal' } },
}
const d2q: StoryGroup = {
  id: 'd2q',
  label: 'D2Q',
  patch: { 'modules.debias': { position: 'none', duration: 'd2q' } },
}
const unbiased = ({ id, label, patch }: StoryGroup): StoryGroup => ({
  id: `${id}-unbiased`,
  label: `${label}, no bias`,
  patch: { ...patch, dataset: packedRef(generatedRef(UNBIASED)) },
})
const withDuration = (group: string): Quantity => ({ read: 'durationCorrelation', group })

export const BIAS_STORIES: readonly Story[] = [
  {
    id: 'B1',
    topic: 'bias',
    claim:
      'PAL finds the planted position bias and ranks better on test rows in random order; without bias it gains nothing.',
    world: BIASED,
    base: POSITIONED,
    groups: [plain, pal, unbiased(plain), unbiased(pal)],
    checks: [
      {
        label: 'correlation of learnt and planted position bias',
        quantity: { read: 'positionCorrelation', group: 'pal' },
        least: 0.95,
      },
      { label: 'AUC, PAL − none', quantity: gain('pal', 'plain'), least: 0 },
      { label: 'AUC, PAL − none, no bias', quantity: gain('pal-unbiased', 'plain-unbiased'), most: 0.002 },
    ],
    found:
      'PAL finds the planted position bias; a gain of AUC on test rows in random order was not shown, with bias or without.',
    reference: null,
  },
  {
    id: 'B2',
    topic: 'bias',
    claim: 'D2Q takes the correlation with a host’s usual stay out of the score.',
    world: STAYING,
    base: TIMED,
    groups: [plain, d2q],
    checks: [
      {
        label: 'rank correlation of score and stay, no correction',
        quantity: withDuration('plain'),
        least: 0.1,
      },
      {
        label: 'rank correlation of score and stay, D2Q',
        quantity: withDuration('d2q'),
        least: -0.05,
        most: 0.05,
      },
    ],
    reference: null,
  },
]
