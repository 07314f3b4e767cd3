import { defineModule } from '../../core/module-spec.ts'
import { type Issue, issue } from '../../core/result.ts'

const isPrior = (roles: readonly string[]): boolean => roles.includes('prior')

export const priorAuxiliary = defineModule({
  id: 'prior-auxiliary',
  title: 'Prior prediction',
  summary: 'Predicts the prior features back from the shared hidden layer, so that it has to hold them.',
  stage: 'supervise',
  settings: {
    variant: {
      kind: 'choice',
      default: 'in+out',
      options: { 'in+out': 'inputs and targets', 'out-only': 'targets alone' },
      label: 'Priors are',
      help: 'Inputs and targets: priors are read wherever the rest of the model reads them. Targets alone: refused while anything reads them.',
    },
    lambda: {
      kind: 'float',
      default: 0.1,
      min: 0.001,
      max: 10,
      scale: 'log',
      label: 'λ prediction',
      help: 'Weight of the priors’ summed cross-entropies.',
    },
    hidden: {
      kind: 'int',
      default: 16,
      min: 2,
      max: 128,
      label: 'Hidden units',
      help: 'Width of each prior’s tower.',
      advanced: true,
    },
  },
  lossTerms: { prediction: 'lambda' },
  taps: {
    error: 'Cross-entropy of each prior’s prediction, 0 where the prior is missing [B, J]',
    hit: '1 where the likeliest value is the right one [B, J]',
  },
  messages: {
    noPrior: 'Prior prediction needs a feature marked prior. Mark one in Data, step 2.',
    asFields:
      'Priors as targets alone: switch off “Prior features as plain fields”, which makes them inputs, or let priors be inputs and targets.',
    gated:
      'Priors as targets alone: switch off Priors, which reads them, or let priors be inputs and targets.',
    clustered:
      'Priors as targets alone: {{column}} is also unbiased, so Clusters reads it. Take one of the roles away, or switch off Clusters.',
    'panel.title': 'Does the hidden layer hold the priors, and does the model listen to them?',
    'panel.finding':
      'An error below the entropy is something known of the prior; a sensitivity of 0 says that no prediction depends on it.',
    'panel.none': 'No prior with two values or more to predict.',
    'panel.prior': 'prior',
    'panel.accuracy': 'accuracy',
    'panel.common': 'share of the commonest value',
    'panel.error': 'cross-entropy',
    'panel.entropy': 'entropy of the prior',
    'panel.explained': 'explained',
    'panel.rows': 'rows',
    'panel.sensitivity': 'sensitivity, {{task}}',
    'panel.sensitivityRows': 'sensitivity: n = {{rows}} test rows, each with every value of the prior',
    'panel.notTested': 'sensitivity comes with the test, at the end of the run',
  },
  check(schema) {
    return schema.features.some(({ roles }) => isPrior(roles))
      ? []
      : [issue('modules.prior-auxiliary', 'prior-auxiliary:noPrior')]
  },
  conflicts({ variant }, { schema, model, modules }) {
    if (variant !== 'out-only') return []
    const path = 'modules.prior-auxiliary.variant'
    const found: Issue[] = []
    if (model.priorsAsFields === true) found.push(issue(path, 'prior-auxiliary:asFields'))
    if (modules.has('prior-gate')) found.push(issue(path, 'prior-auxiliary:gated'))
    const both = schema.features.find(({ roles }) => isPrior(roles) && roles.includes('unbiased'))
    if (modules.has('user-clusters') && both !== undefined)
      found.push(issue(path, 'prior-auxiliary:clustered', { column: both.column }))
    return found
  },
})
