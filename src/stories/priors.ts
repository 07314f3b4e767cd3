import { generatedRef, packedRef } from '../experiment/generated.ts'
import type { Patch } from '../experiment/patch.ts'
import { auc, gain, minus, type Quantity } from './quantity.ts'
import { type Story, type StoryGroup, world } from './story.ts'

const FEW = world('b', { mode: 'add', trainRows: 4000 })
const ADDED = world('b', { mode: 'add', trainRows: 20_000 })
const MODULATED = world('b', { mode: 'modulate', trainRows: 20_000 })

/** Ages and genders are plain fields; the base model does not see the priors that are made of them. */
const BASE: Patch = {
  'model.priorsAsFields': false,
  'modules.user-clusters': null,
  'modules.prior-gate': null,
  'training.learningRate': 0.01,
  'training.batchSize': 512,
}
const group = (id: string, label: string, patch: Patch): StoryGroup => ({ id, label, patch })
const base = group('base', 'No priors', {})
const concat = group('concat', 'Priors joined', { 'modules.prior-gate': { concat: true, gate: false } })
const gate = group('gate', 'Priors as a gate', { 'modules.prior-gate': { concat: false, gate: true } })
const both = group('both', 'Priors joined and as a gate', { 'modules.prior-gate': {} })
const onAdded = ({ id, label, patch }: StoryGroup): StoryGroup =>
  group(`${id}-added`, `${label}, adding world`, { ...patch, dataset: packedRef(generatedRef(ADDED)) })

/** How much more the model underrates rows of same age than the others: 0 where it has seen the signal. */
const uplift = (of: string): Quantity =>
  minus({ read: 'residual', group: of, slice: 'scene=1' }, { read: 'residual', group: of, slice: 'scene=0' })

export const PRIOR_STORIES: readonly Story[] = [
  {
    id: 'P2',
    topic: 'priors',
    claim:
      'At few rows (4,000) a model with both ages misses that equal ages matter; the prior joined to its input removes what is missed.',
    world: FEW,
    // Same age as the scene, unseen by the model: its slices are then reported.
    base: { ...BASE, 'schema.scene': 'same_age', 'model.sceneAsField': false },
    groups: [base, concat],
    checks: [
      { label: 'missed by the base model', quantity: uplift('base'), least: 0.1 },
      { label: 'missed with the prior joined', quantity: uplift('concat'), least: -0.08, most: 0.08 },
    ],
    found:
      'At few rows (4,000) a model with both ages misses that equal ages matter; the prior joined to its input removes most of that, in some seeds more than in others.',
    reference: '+.240 → −.058 (within bins of the score); AUC .584 → .620',
  },
  {
    id: 'P3',
    topic: 'priors',
    claim:
      'The gate in (0, 2) beats the base model where the prior multiplies, and does not where it only adds.',
    world: MODULATED,
    base: BASE,
    groups: [base, gate, onAdded(base), onAdded(gate)],
    checks: [
      { label: 'AUC, gate − base, multiplying', quantity: gain('gate', 'base'), least: 0.005 },
      { label: 'AUC, gate − base, adding', quantity: gain('gate-added', 'base-added'), most: 0 },
    ],
    found:
      'No gain of the gate was shown, whether the prior multiplies or adds: seeds differ by more than it changed.',
    reference: '+.012; −.008',
  },
  {
    id: 'P4',
    topic: 'priors',
    claim:
      'Where the prior multiplies, joining it and gating by it together is as good as the better of the two.',
    world: MODULATED,
    base: BASE,
    groups: [both, concat, gate],
    checks: [
      {
        label: 'AUC, both − the better of joined and gate',
        quantity: minus(auc('both'), { max: [auc('concat'), auc('gate')] }),
        least: -0.002,
      },
    ],
    found:
      'Joining the prior and gating by it together came out near the better of the two; seeds differ by too much to say more.',
    reference: '.628 against .622, .625',
  },
]
