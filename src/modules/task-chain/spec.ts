import { defineModule } from '../../core/module-spec.ts'
import { issue } from '../../core/result.ts'

export const taskChain = defineModule({
  id: 'task-chain',
  title: 'Transition',
  summary: 'Relates nested tasks (> 10 s, then > 30 s) as transitions, or penalises p(later) > p(required).',
  stage: 'relate',
  settings: {
    coupling: {
      kind: 'choice',
      default: 'chain',
      options: { chain: 'Chain (entire space)', hinge: 'Independent + hinge' },
      label: 'Coupling',
      help: 'Chain: towers give P(task | required task), violations are impossible. Hinge: a penalty that only lowers them.',
    },
    lambdaHinge: {
      kind: 'float',
      default: 0.6,
      min: 0,
      max: 10,
      scale: 'log',
      label: 'λ hinge',
      help: 'Weight of relu(p(later) − p(required)); used by the hinge only.',
    },
  },
  lossTerms: { hinge: 'lambdaHinge' },
  taps: {},
  messages: {
    noChain: 'Transition needs a task that requires another. Set “requires” in Data, step 2.',
    'panel.title': 'Do chained tasks agree?',
    'panel.chain': 'Chain: p(later) ≤ p(required) by construction, so violations are 0.',
    'panel.hinge': 'Independent towers with a penalty: violations are rarer, not impossible.',
    'panel.notTested': 'No test read yet: it comes once, at the end of the run.',
    'panel.pair': 'pair',
    'panel.pairName': '{{task}} requires {{requires}}',
    'panel.violations': 'rows where p(later) > p(required)',
    'panel.calibration': 'predicted ÷ observed',
    'panel.auc': 'AUC',
    'panel.positives': 'positives',
  },
  check(schema) {
    return schema.tasks.some((task) => task.requires !== null)
      ? []
      : [issue('modules.task-chain', 'task-chain:noChain')]
  },
})
