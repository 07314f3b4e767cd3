import { defineModule } from '../../core/module-spec.ts'
import { issue } from '../../core/result.ts'

/** State of a model that is asked about: which fields are held and at what weight, and whether hidden layers are held at 1. */
export const HELD = {
  fields: 'prior-gate/held/fields',
  at: 'prior-gate/held/at',
  layers: 'prior-gate/held/layers',
} as const

export const priorGate = defineModule({
  id: 'prior-gate',
  title: 'Priors',
  summary:
    'Prior features weigh the fields or the hidden layers, by default in (0, 2), and join the input of the MLP.',
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
    position: {
      kind: 'choice',
      default: 'fields',
      options: { fields: 'fields (EPNet)', hidden: 'hidden layers (PPNet)', both: 'both' },
      label: 'Position',
      help: 'What the gate multiplies: the fields, every hidden layer of the MLP, or both.',
    },
    level: {
      kind: 'choice',
      default: 'field',
      options: { field: 'one weight for each field', dim: 'one for each of its values' },
      label: 'Level',
      help: 'How fine the weights of fields are; attention weighs whole fields.',
    },
    form: {
      kind: 'choice',
      default: 'gate-nu',
      options: {
        'gate-nu': 'Gate NU, in (0, γ)',
        senet: 'SENet, from 0 up',
        softmax: 'softmax, shares of F',
        attention: 'target attention, shares of F',
        mask: 'mask, unbounded',
      },
      label: 'Form',
      help: 'How weights of fields are made; hidden layers always take Gate NU.',
      advanced: true,
    },
    gamma: {
      kind: 'float',
      default: 2,
      min: 1.5,
      max: 4,
      label: 'Ceiling γ',
      help: 'Gate NU’s weights lie in (0, γ) and start at 1; with 2 they are symmetric about 1.',
      advanced: true,
    },
    hidden: {
      kind: 'int',
      default: 16,
      min: 2,
      max: 128,
      label: 'Hidden units',
      help: 'Width of the gate’s hidden layer, or of queries and keys.',
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
  taps: { weights: 'Weight of each field for each row, the mean over its values [B, F]' },
  interventions: { neutral: 'All weights of the gate are 1; priors that join the MLP’s input still do.' },
  messages: {
    noPrior: 'Priors needs a feature marked prior. Mark one in Data, step 2.',
    'panel.notRecorded': 'Not recorded in this run yet.',
    'panel.gateOff': 'The gate is off in this group: no field is weighted, priors only join the MLP’s input.',
    'panel.hiddenOnly': 'The gate multiplies hidden layers alone in this group: no field is weighted.',
    'fields.title': 'What does prior knowledge amplify or mute?',
    'fields.rawReading':
      'The gate’s own output. All fields may drift together, since the next layer absorbs a common scale: read the relative view.',
    'fields.relativeReading':
      'Weights divided by their row’s mean over fields: a common scale, which the next layer absorbs, is taken out.',
    'fields.range': 'fixed axis from 0 to γ = {{gamma}}, dashed line at 1',
    'fields.openRange': 'axis from 0 to {{top}}, weights may lie beyond, dashed line at 1',
    'fields.hairlines': 'hairlines: the other seeds',
    'fields.scale': 'Raw or relative weights',
    'fields.raw': 'raw',
    'fields.relative': 'relative to the row’s mean',
    'fields.field': 'field',
    'fields.median': 'median',
    'fields.spread': '5–95 %',
    'fields.contrast': 'Δ by {{prior}}',
    'fields.contrastHelp': 'Mean weight where {{prior}} = {{on}}, less where {{prior}} = {{off}}',
    'fields.inert': 'inert',
    'fields.saturated': 'saturated',
    'fields.beyond': '{{share}} beyond the axis',
    'values.title': 'How does the weight follow the prior?',
    'values.rawReading': 'Mean raw weight of each field by value; colour is the distance from 1.',
    'values.relativeReading': 'Mean relative weight of each field by value; colour is the distance from 1.',
    'values.by': 'Split rows by',
    'values.scene': 'scene',
    'values.rows': 'n = {{rows}}',
    'values.thin': 'hatched: fewer than {{rows}} rows',
    'values.missing': 'missing',
    'values.interval': '± 95 % interval of the mean, a row is a user',
    'values.field': 'Field',
    'values.allFields': 'all fields',
    'scenes.title': 'Does the weight differ from scene to scene?',
    'scenes.reading':
      'Median and quartiles of each field’s weight in each scene, the field whose scenes differ most first. A scene without rows is a gap.',
    'scenes.spread': 'spread of medians',
    'scenes.thin': 'faint and hatched: fewer than {{rows}} rows, left out of the spread',
    'scenes.one': 'The data has one scene: there is nothing to compare.',
  },
  check(schema) {
    return schema.features.some((feature) => feature.roles.includes('prior'))
      ? []
      : [issue('modules.prior-gate', 'prior-gate:noPrior')]
  },
})
