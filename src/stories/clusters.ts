import type { Patch } from '../experiment/patch.ts'
import { PLAIN_LOG } from './plain-log.ts'
import { auc, gain, minus, type Quantity } from './quantity.ts'
import { type Story, type StoryGroup, world } from './story.ts'

const SIZE = { users: 1200, meanRows: 25 }
const PLANTED = world('a', SIZE)
/** One task and no prior: what is left is who the user is. */
const BASE: Patch = { ...PLAIN_LOG, 'model.unbiasedAsFields': false }
const withClusters = (settings: object = {}): Patch => ({ 'modules.user-clusters': settings })

const ids: StoryGroup = { id: 'ids', label: 'Ids alone', patch: {} }
const clusters: StoryGroup = { id: 'clusters', label: 'Clusters', patch: withClusters() }
const shuffled: StoryGroup = {
  id: 'shuffled',
  label: 'Clusters of shuffled demographics',
  patch: withClusters({ shuffleInput: true }),
}
const fields: StoryGroup = {
  id: 'fields',
  label: 'Demographics as fields',
  patch: { 'model.unbiasedAsFields': true },
}
const both: StoryGroup = {
  id: 'both',
  label: 'Demographics as fields + clusters',
  patch: { 'model.unbiasedAsFields': true, ...withClusters() },
}
/** Clusters that see how active a user is, and nothing else. */
const byActivity: StoryGroup = {
  id: 'by-activity',
  label: 'Clusters of activity',
  patch: {
    'schema.features': [
      { column: 'activity_decile', source: 'user', roles: ['unbiased'] },
      { column: 'genre', source: 'item', roles: [] },
      { column: 'host_age', source: 'item', roles: [] },
    ],
    ...withClusters(),
  },
}
const ofSize = (k: number): StoryGroup => ({
  id: `k${k}`,
  label: `${k} clusters`,
  patch: withClusters({ clusters: k }),
})
const unbalanced: StoryGroup = {
  id: 'unbalanced',
  label: 'Clusters without balance',
  patch: withClusters({ lambdaBalance: 0 }),
}

/** Keys and values that a rule moves instead of the optimiser, without and with a user's own shift. */
const ruled: StoryGroup = { id: 'ruled', label: 'Running means', patch: withClusters({ mode: 'ema' }) }
const shifted: StoryGroup = {
  id: 'shifted',
  label: 'Running means + shift',
  patch: withClusters({ mode: 'ema', shift: true }),
}
/** The covariance term without the balance term beside it. */
const covariance = (weight: number): StoryGroup => ({
  id: `covariance-${weight}`,
  label: `No balance, covariance λ = ${weight}`,
  patch: withClusters({ lambdaBalance: 0, lambdaCovariance: weight }),
})

const gains = gain('clusters', 'ids')
const used = (group: string): Quantity => ({ read: 'effectiveClusters', group })
const planted = (group: string): Quantity => ({ read: 'plantedAgreement', group })
const mixing = (group: string): Quantity => ({ read: 'activityInformation', group })

const about = { topic: 'clusters', base: BASE } as const

export const CLUSTER_STORIES: readonly Story[] = [
  {
    ...about,
    id: 'M1',
    claim:
      'If demographics predict taste and the main model does not see them, clusters raise AUC by .05 or more over ids alone.',
    world: PLANTED,
    groups: [ids, clusters],
    checks: [{ label: 'AUC, clusters − ids', quantity: gains, least: 0.05 }],
    reference: '+.093, +.097',
  },
  {
    ...about,
    id: 'M2',
    claim: 'Clusters of shuffled demographics do nothing.',
    world: PLANTED,
    groups: [ids, shuffled],
    checks: [{ label: 'AUC, shuffled − ids', quantity: gain('shuffled', 'ids'), least: -0.01, most: 0.01 }],
    found: 'Clusters of shuffled demographics do not help: they cost AUC against ids alone.',
    reference: '−.006, −.004',
  },
  {
    ...about,
    id: 'M3',
    claim: 'Where demographics say nothing of taste (ρ = 0), clusters do not help.',
    world: world('a', { ...SIZE, rho: 0 }),
    groups: [ids, clusters],
    checks: [{ label: 'AUC, clusters − ids', quantity: gains, most: 0.005 }],
    reference: '−.005, −.012',
  },
  {
    ...about,
    id: 'M4',
    claim: 'Where demographics say half of it (ρ = .5), clusters help, by less than .05.',
    world: world('a', { ...SIZE, rho: 0.5 }),
    groups: [ids, clusters],
    checks: [{ label: 'AUC, clusters − ids', quantity: gains, least: 0, most: 0.05 }],
    found: 'Where demographics say half of it (ρ = .5), clusters cost some AUC against ids alone.',
    reference: '+.012, +.019',
  },
  {
    ...about,
    id: 'M5',
    claim:
      'Users with few rows (the three lowest deciles of activity) gain at least as much from clusters as all users do.',
    world: PLANTED,
    groups: [ids, clusters],
    checks: [
      {
        label: 'gain of D1–D3 − gain of all',
        quantity: minus(gain('clusters', 'ids', { slice: 'activity=low' }), gains),
        least: 0,
      },
    ],
    reference: '+.021, +.015 (n ≤ 5 against n > 30)',
  },
  {
    ...about,
    id: 'M6',
    claim:
      'The same demographics as plain fields do as well as clusters, and clusters on top of them add next to nothing.',
    world: PLANTED,
    groups: [fields, clusters, both],
    checks: [
      { label: 'AUC, clusters − fields', quantity: gain('clusters', 'fields'), least: -0.01, most: 0.01 },
      { label: 'AUC, both − fields', quantity: gain('both', 'fields'), most: 0.005 },
    ],
    reference: '+.002, −.002; on top −.000, −.000',
  },
  {
    ...about,
    id: 'M7',
    claim:
      'Clusters of demographics mix active and inactive users and help; clusters of activity separate them and do not.',
    world: PLANTED,
    groups: [ids, clusters, byActivity],
    checks: [
      { label: 'activity told by clusters of demographics', quantity: mixing('clusters'), most: 0.1 },
      { label: 'activity told by clusters of activity', quantity: mixing('by-activity'), least: 0.3 },
      { label: 'AUC, clusters − ids', quantity: gains, least: 0.05 },
      { label: 'AUC, of activity − ids', quantity: gain('by-activity', 'ids'), least: -0.01, most: 0.01 },
    ],
    found:
      'Clusters of demographics mix active and inactive users and help; clusters of activity separate them and cost AUC.',
    reference: 'JS .014, .013 against .70, .73; +.09 against −.005, −.001',
  },
  {
    ...about,
    id: 'M8',
    claim: 'Without a balance term most clusters fall out of use, and AUC falls with them.',
    world: PLANTED,
    groups: [clusters, unbalanced],
    checks: [
      { label: 'effective clusters of 16, without balance', quantity: used('unbalanced'), most: 10 },
      { label: 'effective clusters of 16, with balance', quantity: used('clusters'), least: 13 },
      { label: 'AUC, with − without', quantity: gain('clusters', 'unbalanced'), least: 0.005 },
    ],
    found:
      'Without a balance term most clusters fall out of use; AUC fell with them in every seed, by about .013, and whether by .005 at the least is open.',
    reference: '5.2, 7.8 against 15.1, 15.4; +.030, +.010',
  },
  {
    ...about,
    id: 'M9',
    claim: 'Too few clusters (4 for 8 groups) cost much more than too many (32).',
    world: PLANTED,
    groups: [clusters, ofSize(4), ofSize(32)],
    checks: [
      { label: 'AUC, 16 − 4 clusters', quantity: gain('clusters', 'k4'), least: 0.03 },
      { label: 'AUC, 16 − 32 clusters', quantity: minus(auc('clusters'), auc('k32')), most: 0.01 },
    ],
    found: 'Too few clusters (4 for 8 groups) cost about .037 of AUC, too many (32) less than .01.',
    reference: '.053, .054; .007, .003',
  },
  {
    ...about,
    id: 'M10',
    claim: 'A shift of each user’s own rescues clusters that a rule moves: it raises AUC by .02 or more.',
    world: PLANTED,
    groups: [ruled, shifted],
    checks: [{ label: 'AUC, with − without shift', quantity: gain('shifted', 'ruled'), least: 0.02 }],
    found:
      'A shift of each user’s own changes little where a rule moves the clusters: a gain of .02 is ruled out.',
    reference: '+.032, +.027',
  },
  {
    ...about,
    id: 'M11',
    claim: 'The covariance term alone neither keeps clusters in use nor, the more it weighs, ranks better.',
    world: PLANTED,
    groups: [covariance(0), covariance(0.01), covariance(1)],
    checks: [
      { label: 'effective clusters of 16, λ = 1', quantity: used('covariance-1'), most: 10 },
      {
        label: 'AUC, the lesser of its two steps from λ = 0 over .01 to 1',
        quantity: {
          min: [gain('covariance-0.01', 'covariance-0'), gain('covariance-1', 'covariance-0.01')],
        },
        most: 0,
      },
    ],
    reference: '5–8 used; +.010, −.011 at λ = .01, −.003, −.006 at λ = 1',
  },
  {
    ...about,
    id: 'M12',
    claim:
      'Clusters that agree more with the planted groups do not rank better for it: running means agree more, trained clusters rank better.',
    world: PLANTED,
    groups: [unbalanced, ruled],
    checks: [
      {
        label: 'NMI with the planted groups, running means − trained',
        quantity: minus(planted('ruled'), planted('unbalanced')),
        least: 0,
      },
      { label: 'AUC, trained − running means', quantity: gain('unbalanced', 'ruled'), least: 0 },
    ],
    found:
      'Which clusters agree more with the planted groups, and which rank better, differs from seed to seed: neither order was shown.',
    reference: 'NMI .896 against .673; AUC .663 against .673 (no balance term, one seed)',
  },
]
