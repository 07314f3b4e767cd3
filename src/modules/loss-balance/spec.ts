import { defineModule } from '../../core/module-spec.ts'
import { issue } from '../../core/result.ts'

export const lossBalance = defineModule({
  id: 'loss-balance',
  title: 'Balance',
  summary: 'Weighs the losses of the tasks against each other: by hand, by a rule, or by their gradients.',
  stage: 'balance',
  settings: {
    method: {
      kind: 'choice',
      default: 'gradnorm',
      options: {
        equal: 'equal',
        static: 'static weights',
        uncertainty: 'uncertainty (UW)',
        dwa: 'pace of epochs (DWA)',
        gradnorm: 'GradNorm',
        pcgrad: 'PCGrad',
      },
      label: 'Method',
      help: 'Equal and static never move; UW, DWA and GradNorm move weights; PCGrad turns conflicting gradients away from each other.',
    },
    weights: {
      kind: 'numbers',
      default: [1],
      min: 0,
      max: 1000,
      most: 16,
      label: 'Static weights',
      help: 'One for each task in the schema’s order, 1 for those not named; used by static weights only.',
    },
    alpha: {
      kind: 'float',
      default: 1.5,
      min: 0,
      max: 5,
      label: 'Restoring force α',
      help: 'GradNorm: how much faster tasks that lag behind shall learn; 0 makes all gradient norms equal.',
    },
    rate: {
      kind: 'float',
      default: 0.025,
      min: 0.0001,
      max: 1,
      scale: 'log',
      label: 'Rate of weights',
      help: 'GradNorm: step size of ln w, relative to the mean gradient norm.',
    },
    temperature: {
      kind: 'float',
      default: 2,
      min: 0.1,
      max: 20,
      scale: 'log',
      label: 'Temperature',
      help: 'DWA: the larger, the more alike the weights.',
    },
    lambdaUncertainty: {
      kind: 'float',
      default: 1,
      min: 0.01,
      max: 10,
      scale: 'log',
      label: 'λ uncertainty',
      help: 'UW: weight of ½ Σ s, which keeps the weights e⁻ˢ up; a task’s weight settles at λ / 2L.',
      advanced: true,
    },
    rescale: {
      kind: 'numbers',
      default: [1],
      min: 0.001,
      max: 1000,
      most: 16,
      label: 'Rescaled losses',
      help: 'What each task’s loss is multiplied by before any method sees it, 1 for those not named: shows which methods mind units.',
      advanced: true,
    },
  },
  lossTerms: { uncertainty: 'lambdaUncertainty' },
  taps: {},
  gauges: {
    weight: 'Weight of each task’s loss in the total',
    norm: 'GradNorm: norm of the gradient of each weighted loss with respect to the shared hidden layer',
    shared: 'PCGrad: weight of each task’s gradient on the shared parameters',
    conflict:
      'PCGrad: share of pairs of tasks whose gradients on the shared parameters point against each other',
  },
  messages: {
    oneTask: 'Balance needs two tasks or more. Add one in Data, step 2.',
    'panel.empty': 'No step recorded in this run yet.',
    'panel.xName': 'rows seen',
    'panel.value': 'value',
    'panel.task': 'task',
    'panel.now': 'now {{value}}',
    'panel.means_one': 'one point a step',
    'panel.means_other': 'each point is the mean over {{count}} steps',
    'panel.lineLabel': '{{title}}, {{task}}',
    'weight.title': 'What does each task’s loss count?',
    'weight.equal': 'Every loss counts once, times its rescaling. Nothing moves.',
    'weight.static': 'Weights set by hand. Nothing moves.',
    'weight.uncertainty':
      'e⁻ˢ, trained with the model: about λ / 2L, so a task with a small loss counts more. That says that its loss is small, not that it matters.',
    'weight.dwa':
      'By how much slower a task’s loss fell than the others’ from one epoch to the next. The first two epochs are equal by definition.',
    'weight.gradnorm':
      'Moved so that gradient norms follow the pace of learning; the weights sum to the number of tasks. A larger weight says that a task pulled too little, not that it matters more.',
    'weight.pcgrad': 'PCGrad leaves the losses’ weights alone; it changes gradients on shared parameters.',
    'norm.title': 'How hard does each task pull on the shared layer?',
    'norm.reading': 'Norm of each weighted loss’s gradient on one batch: what GradNorm steers.',
    'shared.title': 'What is left of each task’s gradient on the shared parameters?',
    'shared.reading':
      'The sum of projected gradients is a weighted sum of the tasks’ gradients. 1 where nothing conflicts, above 1 where others were turned away from it.',
    'conflict.title': 'How often do gradients conflict?',
    'conflict.reading':
      'Share of task pairs with a negative dot product on this batch. Small batches conflict by chance: a rate near ½ is what unrelated gradients give.',
    'conflict.all': 'all pairs',
  },
  check(schema) {
    return schema.tasks.length >= 2 ? [] : [issue('modules.loss-balance', 'loss-balance:oneTask')]
  },
})
