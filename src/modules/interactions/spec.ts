import { defineModule } from '../../core/module-spec.ts'

export const interactions = defineModule({
  id: 'interactions',
  title: 'Interactions',
  summary: 'Units that combine the fields of a row: linear, FM, DCN-v2 and an MLP, switched on one by one.',
  stage: 'interact',
  required: true,
  settings: {
    linear: {
      kind: 'bool',
      default: true,
      label: 'Linear',
      help: 'One weight per value of each field, added to the logit.',
    },
    fm: {
      kind: 'bool',
      default: true,
      label: 'FM',
      help: 'Pairwise inner products of field embeddings, added to the logit. The only path of the user id.',
    },
    dcnLayers: {
      kind: 'int',
      default: 2,
      min: 0,
      max: 4,
      label: 'DCN-v2 layers',
      help: 'Cross layers beside the MLP; 0 leaves them out.',
    },
    mlp: {
      kind: 'widths',
      default: [64, 32],
      maxLayers: 3,
      max: 256,
      label: 'MLP widths',
      help: 'Hidden layers over the flattened fields.',
    },
    layerNorm: {
      kind: 'bool',
      default: true,
      label: 'LayerNorm',
      help: 'Normalise each hidden layer within its row. Never over the batch: that leaks scene base rates.',
      advanced: true,
    },
  },
  lossTerms: {},
  taps: {},
  messages: {},
  check: () => [],
})
