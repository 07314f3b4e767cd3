import { generatedRef, packedRef } from '../experiment/generated.ts'
import type { Patch } from '../experiment/patch.ts'
import { auc, gain, minus, type Quantity } from './quantity.ts'
import { type Story, type StoryGroup, world } from './story.ts'

const CONFLICTS = [0, 0.3, 0.9] as const
type Conflict = (typeof CONFLICTS)[number]
const [NONE, , HIGH] = CONFLICTS
const at = (conflict: Conflict) => world('c', { conflict })

/** Users have no effect in this world. Routed nets are not told the scene besides. */
const BASE: Patch = {
  'model.userId': false,
  'modules.scene-routing': null,
  'training.learningRate': 0.005,
  'training.batchSize': 512,
}
const ARCHITECTURES = {
  told: { label: 'One net, told the scene', patch: {} },
  star: {
    label: 'STAR',
    patch: { 'model.sceneAsField': false, 'modules.scene-routing': { architecture: 'star' } },
  },
  gated: {
    label: 'Shared + private',
    patch: { 'model.sceneAsField': false, 'modules.scene-routing': { architecture: 'shared-private' } },
  },
} as const satisfies Readonly<Record<string, { readonly label: string; readonly patch: Patch }>>
type Architecture = keyof typeof ARCHITECTURES

const idOf = (architecture: Architecture, conflict: Conflict): string => `${architecture}@${conflict}`
const groupOf = (architecture: Architecture, conflict: Conflict): StoryGroup => ({
  id: idOf(architecture, conflict),
  label: `${ARCHITECTURES[architecture].label}, conflict ${conflict}`,
  patch: { ...ARCHITECTURES[architecture].patch, dataset: packedRef(generatedRef(at(conflict))) },
})

/** The scene with a twentieth of the rows. */
const SMALLEST = { slice: 'scene=breathing' }
const smallest = (architecture: Architecture, conflict: Conflict): Quantity =>
  auc(idOf(architecture, conflict), SMALLEST)
const best = (conflict: Conflict): Quantity => ({
  max: (['told', 'star', 'gated'] as const).map((architecture) => smallest(architecture, conflict)),
})
/** Most that an architecture loses to the best one at some conflict, in AUC of the smallest scene. */
const regret = (architecture: Architecture): Quantity => ({
  max: CONFLICTS.map((conflict) => minus(best(conflict), smallest(architecture, conflict))),
})
/** Largest move over the sweep of conflicts in any scene. */
const movement = (read: 'sharedGate' | 'sharedContribution'): Quantity => ({
  max: ['click', 'immersive', 'breathing'].map((slice) => {
    const values = CONFLICTS.map((conflict) => ({ read, group: idOf('gated', conflict), slice }) as const)
    return minus({ max: values }, { min: values })
  }),
})

const about = { topic: 'scenes', base: BASE } as const

export const SCENE_STORIES: readonly Story[] = [
  {
    ...about,
    id: 'S1',
    claim:
      'Where scenes do not conflict, one net that is told the scene is at least as good on the smallest scene as the better routed net.',
    world: at(NONE),
    groups: [groupOf('told', NONE), groupOf('star', NONE), groupOf('gated', NONE)],
    checks: [
      {
        label: 'AUC of the smallest scene, told − better routed',
        quantity: minus(smallest('told', NONE), { max: [smallest('star', NONE), smallest('gated', NONE)] }),
        least: -0.003,
      },
    ],
    found:
      'Where scenes do not conflict, the better of two routed nets ranked the smallest scene better than one net that is told the scene, by .003 to .007 in each seed.',
    reference: '+.007 (STAR), +.022 (shared + private)',
  },
  {
    ...about,
    id: 'S2',
    claim:
      'Where scenes conflict (c = .9), routing beats one net that is told the scene by .03 or more on the smallest scene.',
    world: at(HIGH),
    groups: [groupOf('told', HIGH), groupOf('star', HIGH), groupOf('gated', HIGH)],
    checks: [
      {
        label: 'AUC of the smallest scene, STAR − told',
        quantity: gain(idOf('star', HIGH), idOf('told', HIGH), SMALLEST),
        least: 0.03,
      },
      {
        label: 'AUC of the smallest scene, shared + private − told',
        quantity: gain(idOf('gated', HIGH), idOf('told', HIGH), SMALLEST),
        least: 0.03,
      },
    ],
    found:
      'Where scenes conflict (c = .9), routing did not beat one net with cross layers that is told the scene: a gain of .03 is ruled out for STAR and for shared + private.',
    reference: '+.053 (STAR), +.048 (shared + private)',
  },
  {
    ...about,
    id: 'S3',
    claim:
      'Not knowing the conflict, STAR risks less on the smallest scene than one net that is told the scene.',
    world: at(NONE),
    groups: CONFLICTS.flatMap((conflict) => [
      groupOf('told', conflict),
      groupOf('star', conflict),
      groupOf('gated', conflict),
    ]),
    checks: [
      {
        label: 'largest regret over c = 0, .3, .9: told − STAR',
        quantity: minus(regret('told'), regret('star')),
        least: 0,
      },
    ],
    found:
      'What STAR and one net that is told the scene may lose on the smallest scene differs by less than seeds do.',
    reference: '.060 − .008 (of seven architectures)',
  },
  {
    ...about,
    id: 'S5',
    claim: 'Raw gates barely react to conflict between scenes; what each branch contributes reacts more.',
    world: at(NONE),
    groups: CONFLICTS.map((conflict) => groupOf('gated', conflict)),
    checks: [
      {
        label: 'largest move of a scene’s shared gate',
        quantity: movement('sharedGate'),
        most: 0.15,
      },
      {
        label: 'move of the shared contribution − move of the gate',
        quantity: minus(movement('sharedContribution'), movement('sharedGate')),
        least: 0,
      },
    ],
    found:
      'Gates moved by .14 to .59 over the sweep, by seed; contributions of the shared branch moved more than gates in each seed, by up to .09.',
    reference: '≤ .06 (means of seeds); contributions were not measured',
  },
]
