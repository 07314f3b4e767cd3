import { defineModule } from '../../core/module-spec.ts'
import { issue } from '../../core/result.ts'

/** Running occupancy, in uniform shares, under which a cluster counts as dead to the rule that writes. */
export const DEAD_OCCUPANCY = 0.05

const weight = (label: string, help: string, value: number) =>
  ({ kind: 'float', default: value, min: 0, max: 10, scale: 'log', label, help }) as const

export const userClusters = defineModule({
  id: 'user-clusters',
  title: 'Clusters',
  summary:
    'Clusters users by unbiased features and returns a group representation as a new field, so that what active users show reaches users with few rows.',
  stage: 'represent',
  settings: {
    clusters: {
      kind: 'int',
      default: 16,
      min: 2,
      max: 64,
      label: 'Clusters K',
      help: 'Number of centroids. Too few is expensive, too many is cheap.',
    },
    keyDim: {
      kind: 'int',
      default: 8,
      min: 2,
      max: 32,
      label: 'Key width',
      help: 'Width of the query and of the centroid keys.',
      advanced: true,
    },
    mode: {
      kind: 'choice',
      default: 'e2e',
      options: {
        e2e: 'end to end',
        ntm: 'erase and add (NTM)',
        ema: 'running means',
      },
      label: 'Who moves the clusters',
      help: 'The optimiser, or a rule that writes after each step: erase and add by learned heads, or running means.',
    },
    strictNoInterference: {
      kind: 'bool',
      default: false,
      label: 'No interference',
      help: 'The task losses train nothing of this module; its own loss terms alone do. With running means, λ commitment 0.25 suits.',
      advanced: true,
    },
    addressing: {
      kind: 'choice',
      default: 'l2',
      options: {
        l2: 'squared distance',
        cosine: 'cosine',
        'cosine-positive': 'cosine, negative ones out',
        student: 'Student’s t',
      },
      label: 'Addressing',
      help: 'How near a user is to a cluster: sharpened by τ, β or α.',
      advanced: true,
    },
    temperature: {
      kind: 'float',
      default: 1,
      min: 0.05,
      max: 10,
      scale: 'log',
      label: 'Temperature τ',
      help: 'Softness of the assignment over squared distances.',
    },
    beta: {
      kind: 'float',
      default: 5,
      min: 0.1,
      max: 50,
      scale: 'log',
      label: 'Key strength β',
      help: 'Sharpness of the assignment over cosines.',
      advanced: true,
    },
    alpha: {
      kind: 'float',
      default: 1,
      min: 0.1,
      max: 10,
      scale: 'log',
      label: 'Degrees of freedom α',
      help: 'Of Student’s t, in addressing and in the dec term: small is heavy-tailed.',
      advanced: true,
    },
    topK: {
      kind: 'int',
      default: 0,
      min: 0,
      max: 64,
      label: 'Top k',
      help: 'A user belongs to the k nearest clusters alone; 0 means all.',
      advanced: true,
    },
    writeRate: {
      kind: 'float',
      default: 0.01,
      min: 0.0001,
      max: 0.5,
      scale: 'log',
      label: 'Write rate η',
      help: 'Strength of one row’s write; a cluster’s rows add up to 1 − (1 − η)^mass. Not used end to end.',
      advanced: true,
    },
    hardWrite: {
      kind: 'bool',
      default: true,
      label: 'Hard write',
      help: 'Running means take each row to its nearest cluster alone, else to all by membership. Not used end to end.',
      advanced: true,
    },
    writeWeight: {
      kind: 'choice',
      default: 'all',
      options: { all: 'every row alike', stratified: 'activity deciles alike' },
      label: 'Write weight',
      help: 'What a row counts for in a write: stratified keeps active users from owning the clusters. Not used end to end.',
      advanced: true,
    },
    reviveEvery: {
      kind: 'int',
      default: 20,
      min: 0,
      max: 1000,
      label: 'Revive every',
      help: 'Steps between two revivals of dead clusters, at a random row each; 0 means never. Not used end to end.',
      advanced: true,
    },
    shuffleInput: {
      kind: 'bool',
      default: false,
      label: 'Shuffle input (control)',
      help: 'Gives each user the unbiased features of another user. A gain that survives this is not the clusters’.',
    },
    randomFrozen: {
      kind: 'bool',
      default: false,
      label: 'Random clusters (control)',
      help: 'Who belongs to which cluster is drawn at the start and never learned; cluster values still are.',
    },
    shift: {
      kind: 'bool',
      default: false,
      label: 'Shift',
      help: 'Adds the user’s own offset to the group representation; its norm is penalised. Suits running means.',
    },
    intraWeight: {
      kind: 'choice',
      default: 'row',
      options: { row: 'each row once', user: 'each user once' },
      label: 'Intra counts',
      help: 'Whether an active user’s shift is penalised with each of their rows, or once an epoch like anybody’s.',
      advanced: true,
    },
    lambdaIntra: weight(
      'λ intra',
      'Weight of the squared norm of the shift: compactness within a cluster.',
      0.01,
    ),
    covarianceAxis: {
      kind: 'choice',
      default: 'feature',
      options: { feature: 'columns of the values', cluster: 'directions of the clusters' },
      label: 'Covariance between',
      help: 'Decorrelates the columns of the cluster values, or turns the clusters’ directions apart as far as their width allows.',
      advanced: true,
    },
    lambdaCovariance: weight(
      'λ covariance',
      'Weight of the covariance term. It is here because it was proposed: no reliable effect on AUC is known, and alone it does not keep clusters in use.',
      0.01,
    ),
    lambdaVariance: weight(
      'λ variance',
      'Weight of the hinge that keeps cluster values and keys spread.',
      0.01,
    ),
    lambdaBalance: weight(
      'λ balance',
      'Weight of KL(mean assignment ‖ uniform). Without it clusters collapse.',
      0.02,
    ),
    lambdaSharpness: weight(
      'λ sharpness',
      'Weight of the mean entropy of a user’s membership: drives it to one cluster. Absent at 0.',
      0,
    ),
    lambdaCommitment: weight(
      'λ commitment',
      'Weight of the squared distance of queries to their clusters. Absent at 0.',
      0,
    ),
    lambdaDec: weight(
      'λ dec',
      'Weight of the divergence from a sharper target that is renewed every 100 steps. Absent at 0.',
      0,
    ),
  },
  lossTerms: {
    intra: 'lambdaIntra',
    covariance: 'lambdaCovariance',
    variance: 'lambdaVariance',
    balance: 'lambdaBalance',
    sharpness: 'lambdaSharpness',
    commitment: 'lambdaCommitment',
    dec: 'lambdaDec',
  },
  taps: {
    assignment: 'Soft membership of each row [B, K]; rows sum to 1',
    query: 'Query of each row in key space [B, keyDim]',
    group: 'Group representation [B, d]',
    centroids: 'Centroid keys [K, keyDim]',
    values: 'Cluster values [K, d]',
    occupancy: 'Running share of rows nearest to each cluster, where a rule writes [K]',
    writeMass: 'Rows that the last step wrote into each cluster, where a rule writes [K]',
    erased: 'Absolute mass that all steps so far erased from each cluster’s value, where a rule writes [K]',
    added: 'Absolute mass that all steps so far added to each cluster’s value, where a rule writes [K]',
    shiftNorm: 'Norm of each row’s shift [B]',
  },
  interventions: {
    meanRead:
      'Every row reads the mean group representation of the train rows; shifts are averaged along with it.',
  },
  messages: {
    noUnbiased: 'Clusters needs a user feature marked unbiased. Mark one in Data, step 2.',
    noUser: 'Clusters needs a user column. Name one in Data, step 2.',
  },
  check(schema) {
    const issues = []
    if (!schema.features.some((feature) => feature.roles.includes('unbiased'))) {
      issues.push(issue('modules.user-clusters', 'user-clusters:noUnbiased'))
    }
    if (schema.user === null) issues.push(issue('modules.user-clusters', 'user-clusters:noUser'))
    return issues
  },
})
