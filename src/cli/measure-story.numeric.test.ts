import { beforeAll, expect, it } from 'vitest'
import { gain } from '../stories/quantity.ts'
import { type Story, type StoryGroup, world } from '../stories/story.ts'
import { chooseBackend } from './backend-node.ts'
import { measureStory, storyTrainer } from './measure-story.ts'

/** A group whose only feature is this column. */
const seeing = (id: string, column: string): StoryGroup => ({
  id,
  label: column,
  patch: { 'schema.features': [{ column, source: 'context', roles: [] }] },
})

/** One input decides; one group sees it and the other does not. */
const STORY: Story = {
  id: 'T1',
  topic: 'tasks',
  claim: 'A model that is told more ranks better.',
  world: world('b', { trainRows: 600, validRows: 200, testRows: 1000, users: 200, hosts: 20, added: 5 }),
  base: {
    'model.userId': false,
    'model.itemId': false,
    'modules.user-clusters': null,
    'modules.prior-gate': null,
    'training.learningRate': 0.02,
    'training.batchSize': 64,
    'training.epochs': 2,
    'training.evaluationsPerEpoch': 1,
    'modules.interactions': { dcnLayers: 0, mlp: [8] },
  },
  groups: [seeing('untold', 'same_city'), seeing('told', 'same_age')],
  checks: [
    { label: 'AUC, told − untold', quantity: gain('told', 'untold'), least: 0.02 },
    { label: 'AUC, untold − told', quantity: gain('untold', 'told'), least: 0.02 },
  ],
  reference: null,
}

beforeAll(async () => {
  await chooseBackend('cpu')
})

it('trains a story end to end, each run once, and finds which claim holds', async () => {
  const train = storyTrainer(1)
  const record = await measureStory(STORY, [1, 2, 3], 'cpu', train)
  const [up, down] = record.checks
  expect(record).toMatchObject({ story: 'T1', seeds: [1, 2, 3] })
  expect(up?.values).toHaveLength(3)
  expect((up?.mean ?? 0) - (up?.half ?? 1)).toBeGreaterThan(0.02)
  expect(down?.mean).toBeCloseTo(-(up?.mean ?? 0), 12)
  // The same runs are not trained again.
  expect((await measureStory(STORY, [1, 2, 3], 'cpu', train)).checks).toEqual(record.checks)
})
