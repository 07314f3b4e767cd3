import { defineModule } from '../../core/module-spec.ts'
import { towerOf } from '../../core/ranking/towers.ts'
import { issue } from '../../core/result.ts'

/** Logits that the student's towers give: one, or under ECM one for each class but the first. */
export const headsOf = ({ exposure }: { readonly exposure: string }): number => (exposure === 'ecm' ? 2 : 1)

export const coarseRank = defineModule({
  id: 'coarse-rank',
  title: 'Coarse ranking',
  summary:
    'A two- or three-tower student of the fine ranker, trained beside it, that could rank thousands of candidates at little cost.',
  stage: 'distil',
  settings: {
    towers: {
      kind: 'choice',
      default: 'two',
      options: { two: 'user and item', three: 'user, item and cross' },
      label: 'Towers',
      help: 'A cross tower reads the prior features of each candidate; with two towers only the teacher sees them.',
    },
    widths: {
      kind: 'widths',
      default: [32, 16],
      maxLayers: 4,
      max: 256,
      label: 'Tower widths',
      help: 'Layers of the user tower and of the item tower; the last is the length of their vectors.',
    },
    embeddingDim: {
      kind: 'int',
      default: 8,
      min: 2,
      max: 64,
      label: 'Embedding width',
      help: 'Of the student’s own embedding of every field.',
    },
    crossUnits: {
      kind: 'int',
      default: 8,
      min: 1,
      max: 64,
      label: 'Cross units',
      help: 'Hidden units of the cross tower.',
      advanced: true,
    },
    userId: {
      kind: 'bool',
      default: true,
      label: 'User id',
      help: 'A vector of each user is added to the user tower’s, dropped and shrunk like the fine ranker’s.',
      advanced: true,
    },
    labelWeight: {
      kind: 'float',
      default: 1,
      min: 0,
      max: 10,
      label: 'Label weight',
      help: 'Weight of the cross-entropy against what happened.',
    },
    softWeight: {
      kind: 'float',
      default: 0.5,
      min: 0,
      max: 10,
      label: 'Soft weight',
      help: 'Weight of the cross-entropy against the fine ranker’s probability.',
    },
    temperature: {
      kind: 'float',
      default: 1,
      min: 0.1,
      max: 10,
      scale: 'log',
      label: 'Temperature',
      help: 'Divides the fine ranker’s logit before it becomes a probability to learn.',
      advanced: true,
    },
    consistency: {
      kind: 'choice',
      default: 'none',
      options: { none: 'none', list: 'list divergence', tutor: 'RankFlow tutor' },
      label: 'Consistency',
      help: 'What holds the student’s order within a list against the fine ranker’s.',
    },
    consistencyWeight: {
      kind: 'float',
      default: 0.5,
      min: 0,
      max: 10,
      label: 'Consistency weight',
      help: 'Weight of the list divergence or of the tutor’s loss.',
    },
    lists: {
      kind: 'choice',
      default: 'user',
      options: { user: 'a user’s rows in the batch', scene: 'a scene’s rows in the batch' },
      label: 'Lists',
      help: 'Rows whose order counts; a batch holds few rows of one user unless it is large.',
      advanced: true,
    },
    listTemperature: {
      kind: 'float',
      default: 2,
      min: 0.1,
      max: 10,
      scale: 'log',
      label: 'List temperature',
      help: 'Divides both rankers’ logits in the list divergence.',
      advanced: true,
    },
    exposure: {
      kind: 'choice',
      default: 'all',
      options: { all: 'all rows alike', shown: 'shown rows alone', ecm: 'three classes (ECM)' },
      label: 'Rows not shown',
      help: 'A row without a position was not shown: it counts as not taken up, teaches nothing by its label, or is a class of its own.',
      advanced: true,
    },
    selection: {
      kind: 'choice',
      default: 'none',
      options: {
        none: 'none',
        se: 'gates (COLD)',
        autofield: 'keep or drop (AutoField)',
        permutation: 'permutation',
      },
      label: 'Feature importance',
      help: 'Gates that are trained with the student, or the AUC that a shuffled column costs.',
    },
    shuffle: {
      kind: 'choice',
      default: 'all',
      options: { all: 'among all rows', user: 'among a user’s rows' },
      label: 'Shuffled',
      help: 'Among a user’s rows a field that is the same for all of them costs nothing: what is left is what orders a user’s items.',
      advanced: true,
    },
    half: {
      kind: 'bool',
      default: false,
      label: 'Half widths',
      help: 'Halves every layer, vector and embedding.',
      advanced: true,
    },
    prune: {
      kind: 'float',
      default: 0,
      min: 0,
      max: 2,
      label: 'Pruning',
      help: 'Weights of the towers below this many root mean squares of their layer are 0; the threshold grows over the first few hundred steps.',
      advanced: true,
    },
    weights: {
      kind: 'choice',
      default: 'float32',
      options: { float32: '32-bit', int8: '8-bit, simulated' },
      label: 'Weights',
      help: 'Layers and embeddings as they would be served; gradients pass the rounding straight through.',
      advanced: true,
    },
  },
  lossTerms: {
    label: 'labelWeight',
    soft: 'softWeight',
    list: 'consistencyWeight',
    tutor: 'consistencyWeight',
  },
  taps: {
    logit: 'the student’s logit of the first task, [B]',
    importance: 'gate of each of the student’s fields, [B, F]',
    kept: 'share of the towers’ weights that pruning left, [1]',
  },
  messages: {
    noUser: 'Coarse ranking needs a user column or a feature of users. Name one in Data, step 2.',
    noItem: 'Coarse ranking needs an item column or a feature of items. Name one in Data, step 2.',
    noPrior: 'A cross tower needs a feature marked prior. Mark one in Data, step 2, or use two towers.',
    noExposure:
      'To tell shown rows from others, Coarse ranking needs a feature marked as the position, missing where a row was not shown. Mark one in Data, step 2.',
    noLists: 'Lists of a user’s rows need a user column. Name one in Data, step 2, or use a scene’s rows.',
    'report.title': 'How well does the coarse ranker stand in for the fine one?',
    'report.finding':
      'Read on test, for the first task. A request’s better half by the coarse ranker is handed on; the fine one shows a quarter of the request.',
    'report.notTested': 'No test read yet: it comes once, at the end of the run.',
    'report.requests': '{{requests}} requests of four rows or more ({{rows}} rows), told apart by {{by}}',
    'report.by.column': 'the request column',
    'report.by.user-day': 'a user’s day',
    'report.by.user': 'the user',
    'report.by.none': 'nothing: the data name no user',
    'report.measure': 'measure',
    'report.coarse': 'coarse ranker',
    'report.fine': 'fine ranker',
    'report.auc': 'AUC',
    'report.gauc': 'GAUC',
    'report.logloss': 'logloss',
    'report.recall': 'fine ranker’s best quarter that is handed on',
    'report.kendall': 'Kendall τ of the two orders',
    'report.ndcg': 'NDCG@10, the fine order as gains',
    'report.shown': 'positives that are shown',
    'report.notShown': 'AUC among rows that were not shown',
    'cost.title': 'What does one request cost?',
    'cost.finding':
      'Multiply-adds by the settings alone: the user tower once, then a dot product and the cross tower for each candidate. Item vectors are kept, look-ups left out.',
    'cost.candidates': 'Candidates',
    'cost.part': 'part',
    'cost.macs': 'multiply-adds',
    'cost.user': 'user tower, once',
    'cost.item': 'item tower, once for each item and not in the request',
    'cost.candidate': 'each candidate',
    'cost.request': 'request of {{candidates}} candidates',
    'cost.size': 'Towers: {{parameters}} weights and biases, {{kilobytes}} kB; embeddings come on top.',
    'cost.pruned':
      'Pruning left {{kept}} of the towers’ weights; multiply-adds are counted as if none were 0.',
    'fields.title': 'Which fields does the coarse ranker need?',
    'fields.gates':
      'Mean gate over observed rows. Gates are trained within one tower: compare fields of one tower, since the next layer absorbs a common scale.',
    'fields.shuffled':
      'AUC lost on test where the field is dealt out anew among all rows, or among each user’s; mean of three deals.',
    'curve.title': 'How many fields does the coarse ranker need?',
    'curve.finding':
      'AUC on test where only the first fields say something of their row and the others are shuffled. The student is not trained again. Fields stand in the order of their importance, which for permutation is that on validation.',
    'curve.off': 'Choose a feature importance in the module’s settings to see it.',
    'curve.kept': 'fields kept',
    'curve.added': 'last one added',
    'curve.auc': 'by importance',
    'curve.random': 'in random order, mean of three',
    'curve.none': 'none',
    'fields.off': 'Choose a feature importance in the module’s settings to see it.',
    'fields.none': 'Not recorded in this run yet.',
    'fields.field': 'field',
    'fields.tower': 'tower',
    'fields.gate': 'mean gate',
    'fields.lost': 'AUC lost',
    'tower.user': 'user',
    'tower.item': 'item',
    'tower.cross': 'cross',
  },
  examines: ({ selection, shuffle, towers }) =>
    selection === 'none'
      ? null
      : {
          order: selection === 'permutation' ? 'permutation' : 'importance',
          among: shuffle,
          towers: towers === 'three' ? ['user', 'item', 'cross'] : ['user', 'item'],
        },
  check(schema, config) {
    const reads = (tower: 'user' | 'item' | 'cross'): boolean =>
      schema.features.some((feature) => towerOf({ ...feature, kind: 'feature' }) === tower)
    const hasUser =
      reads('user') || schema.scene !== null || (config?.userId !== false && schema.user !== null)
    return [
      ...(hasUser ? [] : [issue('modules.coarse-rank', 'coarse-rank:noUser')]),
      ...(schema.item !== null || reads('item') ? [] : [issue('modules.coarse-rank', 'coarse-rank:noItem')]),
      ...(config?.towers === 'three' && !reads('cross')
        ? [issue('modules.coarse-rank.towers', 'coarse-rank:noPrior')]
        : []),
      ...(config !== undefined &&
      config.exposure !== 'all' &&
      !schema.features.some(({ roles }) => roles.includes('position'))
        ? [issue('modules.coarse-rank.exposure', 'coarse-rank:noExposure')]
        : []),
      ...(config !== undefined &&
      config.consistency !== 'none' &&
      config.lists === 'user' &&
      schema.user === null
        ? [issue('modules.coarse-rank.lists', 'coarse-rank:noLists')]
        : []),
    ]
  },
})
