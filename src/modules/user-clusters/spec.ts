import { defineModule } from '../../core/module-spec.ts'
import { issue } from '../../core/result.ts'

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
    temperature: {
      kind: 'float',
      default: 1,
      min: 0.05,
      max: 10,
      scale: 'log',
      label: 'Temperature τ',
      help: 'Softness of the assignment over squared distances.',
    },
    shuffleInput: {
      kind: 'bool',
      default: false,
      label: 'Shuffle input (control)',
      help: 'Gives each user the unbiased features of another user. A gain that survives this is not the clusters’.',
    },
    shift: {
      kind: 'bool',
      default: false,
      label: 'Shift',
      help: 'Adds the user’s own offset to the group representation; its norm is penalised.',
    },
    lambdaIntra: weight(
      'λ intra',
      'Weight of the squared norm of the shift: compactness within a cluster.',
      0.01,
    ),
    lambdaCovariance: weight(
      'λ covariance',
      'Weight of the off-diagonal covariance of cluster values: separation.',
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
  },
  lossTerms: {
    intra: 'lambdaIntra',
    covariance: 'lambdaCovariance',
    variance: 'lambdaVariance',
    balance: 'lambdaBalance',
  },
  taps: {
    assignment: 'Soft membership of each row [B, K]; rows sum to 1',
    query: 'Query of each row in key space [B, keyDim]',
    group: 'Group representation [B, d]',
    centroids: 'Centroid keys [K, keyDim]',
    values: 'Cluster values [K, d]',
    shiftNorm: 'Norm of each row’s shift [B]',
  },
  messages: {
    noUnbiased: 'Clusters needs a user feature marked unbiased. Mark one in Data, step 2.',
    noUser: 'Clusters needs a user column. Name one in Data, step 2.',
    cluster: 'cluster',
    'panel.notRecorded': 'Not recorded in this run yet.',
    'panel.shuffled':
      'Control: the clusters of this group read another user’s features. What you see here is what chance draws.',
    'map.title': 'Who is grouped with whom?',
    'map.reading':
      'Queries of the users and centroids on the two main axes of both: {{share}} of their variance. Ring area: share of users.',
    'map.colorBy': 'Colour of the points',
    'map.byCluster': 'cluster',
    'map.byActivity': 'activity',
    'map.users': 'users',
    'map.share': 'share',
    'map.x': 'axis 1',
    'map.y': 'axis 2',
    'map.xAxis': 'axis 1 ({{share}} of variance)',
    'map.yAxis': 'axis 2 ({{share}} of variance)',
    'map.item': 'Cluster {{cluster}}: {{share}} of users, at {{x}}, {{y}}',
    'activity.low': 'D1 least active',
    'activity.high': 'D10 most active',
    'activity.unseen': 'absent from train',
    'occupancy.title': 'Are all clusters used?',
    'occupancy.finding':
      'Effective clusters {{effective}} of {{clusters}} · largest {{largest}} · a user is spread over {{softness}}.',
    'occupancy.uniform': 'uniform {{share}}',
    'occupancy.dead': 'dead?',
    'occupancy.users_one': '1 user',
    'occupancy.users_other': '{{count}} users',
    'composition.title': 'Do clusters bridge high and low activity?',
    'composition.reading':
      'Activity deciles of each cluster’s users. B is 1 where a cluster mixes activity as all users do, 0 where it holds one rare level of activity alone.',
    'composition.bridge': 'bridge index B',
    'composition.small': 'small',
    'composition.all': 'all users',
    'composition.unseen': 'new',
    'composition.merged': 'clusters under {{users}} users are merged',
    'composition.users_one': '1 user',
    'composition.users_other': '{{users}} users',
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
