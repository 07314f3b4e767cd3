import { LAMBDAS } from '../core/ranking/question.ts'
import { PLAIN_LOG } from './plain-log.ts'
import { minus, type Quantity } from './quantity.ts'
import { type Story, world } from './story.ts'

const at = (read: 'exposureGini' | 'requestGauc', lambda: number | undefined): Quantity => ({
  read,
  group: 'ranked',
  slice: `lambda=${lambda}`,
})

export const PLATFORM_STORIES: readonly Story[] = [
  {
    id: 'F1',
    topic: 'platform',
    claim:
      'The more exposure is penalised, the more evenly hosts are shown, at a price in how well requests are ranked.',
    world: world('a', { users: 1200, meanRows: 25, slots: 12 }),
    base: { ...PLAIN_LOG, 'schema.request': 'request_id' },
    groups: [{ id: 'ranked', label: 'Ranked by the model', patch: {} }],
    checks: [
      {
        label: 'Gini of exposures, its largest step from λ = 0 to 2',
        quantity: {
          max: LAMBDAS.slice(1).map((lambda, i) =>
            minus(at('exposureGini', lambda), at('exposureGini', LAMBDAS[i])),
          ),
        },
        most: 0,
      },
      {
        label: 'GAUC within requests, λ = 0 − λ = 2',
        quantity: minus(at('requestGauc', 0), at('requestGauc', 2)),
        least: 0.005,
      },
    ],
    reference: null,
  },
]
