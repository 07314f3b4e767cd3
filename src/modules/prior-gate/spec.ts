import { defineModule } from '../../core/module-spec.ts'
import { issue } from '../../core/result.ts'

export const priorGate = defineModule({
  id: 'prior-gate',
  title: 'Priors',
  summary: 'Prior features give each field a weight in (0, 2) and join the input of the MLP.',
  stage: 'rescale',
  settings: {
    concat: {
      kind: 'bool',
      default: true,
      label: 'Concat',
      help: 'Prior embeddings join the MLP’s input: the right tool for an additive prior.',
    },
    gate: {
      kind: 'bool',
      default: true,
      label: 'Gate',
      help: 'Field weights γ·σ(…): the right tool for a prior that modulates other fields.',
    },
    gamma: {
      kind: 'float',
      default: 2,
      min: 1.5,
      max: 4,
      label: 'Ceiling γ',
      help: 'Weights lie in (0, γ) and start at 1; with 2 they are symmetric about 1.',
      advanced: true,
    },
    hidden: {
      kind: 'int',
      default: 16,
      min: 2,
      max: 128,
      label: 'Hidden units',
      help: 'Width of the gate’s hidden layer.',
      advanced: true,
    },
    lambdaMean: {
      kind: 'float',
      default: 0.1,
      min: 0,
      max: 10,
      scale: 'log',
      label: 'λ mean',
      help: 'Weight of (mean field weight − 1)²: keeps the gates from drifting together.',
    },
  },
  lossTerms: { mean: 'lambdaMean' },
  taps: { weights: 'Weight of each field for each row [B, F], in (0, γ)' },
  messages: { noPrior: 'Priors needs a feature marked prior. Mark one in Data, step 2.' },
  check(schema) {
    return schema.features.some((feature) => feature.roles.includes('prior'))
      ? []
      : [issue('modules.prior-gate', 'prior-gate:noPrior')]
  },
})
