import { generatedRef, packedRef } from '../experiment/generated.ts'
import type { Patch } from '../experiment/patch.ts'
import { PLAIN_LOG } from './plain-log.ts'
import { minus, type Quantity } from './quantity.ts'
import { type Story, type StoryGroup, world } from './story.ts'

/** Requests of twelve, so that a quarter and a half of them are whole. */
const LISTED = world('a', { users: 1200, meanRows: 25, slots: 12 })
/** Of twelve candidates four are exposed: by a score that knows the true logit, or by chance. */
const exposed = (selectivity: number) =>
  world('a', { users: 600, meanRows: 25, exposure: 'selective', selectivity })
const SELECTIVE = exposed(2)
const RANDOM = exposed(0)

const BASE: Patch = { ...PLAIN_LOG, 'schema.request': 'request_id' }
const WITH_POSITION: Patch = {
  ...BASE,
  'schema.features': [
    ...PLAIN_LOG['schema.features'],
    { column: 'position', source: 'context', roles: ['position'] },
  ],
}
const student = (id: string, label: string, settings: object): StoryGroup => ({
  id,
  label,
  patch: { 'modules.coarse-rank': settings },
})
const alone = student('labels', 'Labels alone', { softWeight: 0 })
const taught = student('taught', 'Labels and teacher', {})
const shown = student('shown', 'Shown rows alone', { softWeight: 0, exposure: 'shown' })
const ecm = student('ecm', 'Three classes (ECM)', { softWeight: 0, exposure: 'ecm' })
const byChance = ({ id, label, patch }: StoryGroup): StoryGroup => ({
  id: `${id}-chance`,
  label: `${label}, exposed by chance`,
  patch: { ...patch, dataset: packedRef(generatedRef(RANDOM)) },
})

const recall = (group: string): Quantity => ({ read: 'coarseRecall', group })
const notShown = (group: string): Quantity => ({ read: 'coarseNotShown', group })
const importance = (group: string, field: string): Quantity => ({
  read: 'fieldImportance',
  group,
  slice: `field=${field}`,
})
/** How far the decoy lies below the least of the fields that matter and stand in the same tower. */
const margin = (group: string): Quantity =>
  minus({ min: [importance(group, 'gender'), importance(group, 'age')] }, importance(group, 'region'))

const about = { topic: 'coarse' } as const

export const COARSE_STORIES: readonly Story[] = [
  {
    ...about,
    id: 'R1',
    claim:
      'A two-tower student that is also taught by the fine ranker hands on more of its best quarter: .02 or more than by labels alone.',
    world: LISTED,
    base: BASE,
    groups: [alone, taught],
    checks: [
      {
        label: 'fine ranker’s best quarter that is handed on, taught − labels alone',
        quantity: minus(recall('taught'), recall('labels')),
        least: 0.02,
      },
    ],
    found:
      'A student that is also taught by the fine ranker handed on more of its best quarter than by labels alone in every seed, by about .011; whether by .02 is open.',
    reference: null,
  },
  {
    ...about,
    id: 'R2',
    claim:
      'Where a policy chose what was shown, three classes over all candidates (ECM) rank those that were not shown better than training on shown rows alone; where chance chose, as well.',
    world: SELECTIVE,
    base: WITH_POSITION,
    groups: [shown, ecm, byChance(shown), byChance(ecm)],
    checks: [
      {
        label: 'AUC among rows not shown, ECM − shown alone',
        quantity: minus(notShown('ecm'), notShown('shown')),
        least: 0,
      },
      {
        label: 'the same where chance exposed',
        quantity: minus(notShown('ecm-chance'), notShown('shown-chance')),
        least: -0.01,
        most: 0.01,
      },
    ],
    found:
      'Where a policy chose what was shown, three classes over all candidates (ECM) rank those that were not shown better by about .09 than training on shown rows alone; where chance chose, by about .04: not all of the gain is the policy’s doing.',
    reference: null,
  },
  {
    ...about,
    id: 'R3',
    claim:
      'COLD’s gates, AutoField and permutation all find that of a user’s three features the decoy matters least.',
    world: LISTED,
    base: BASE,
    groups: (['se', 'autofield', 'permutation'] as const).map((selection) =>
      student(selection, selection, { selection }),
    ),
    checks: [
      { label: 'gate, least of gender and age − region (COLD)', quantity: margin('se'), least: 0 },
      {
        label: 'share kept, least of gender and age − region (AutoField)',
        quantity: margin('autofield'),
        least: 0,
      },
      {
        label: 'AUC lost, least of gender and age − region (permutation)',
        quantity: margin('permutation'),
        least: 0,
      },
    ],
    reference: null,
  },
]
