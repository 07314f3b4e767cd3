import { defineModule } from '../../core/module-spec.ts'
import { issue } from '../../core/result.ts'

export const sceneRouting = defineModule({
  id: 'scene-routing',
  title: 'Scenes',
  summary:
    'Routes the rows of one mixed batch: a shared part for all, a private part and a tower for each scene.',
  stage: 'route',
  settings: {
    architecture: {
      kind: 'choice',
      default: 'star',
      options: { 'shared-private': 'Shared + private with gate', star: 'STAR' },
      label: 'Architecture',
      help: 'Shared + private mixes two branches by a gate; STAR multiplies shared weights by the scene’s own.',
    },
    shared: {
      kind: 'widths',
      default: [32],
      maxLayers: 3,
      max: 256,
      label: 'Shared widths',
      help: 'Layers of the shared part (STAR: of the whole route).',
    },
    private: {
      kind: 'widths',
      default: [32],
      maxLayers: 3,
      max: 256,
      label: 'Private widths',
      help: 'Layers of each scene’s private part. STAR does not use them.',
    },
  },
  lossTerms: {},
  taps: {
    gate: 'Gate over [shared, private of each scene] [B, 1 + S]; rows sum to 1 (shared + private)',
    contribution: 'Norm of each branch’s gated output [B, 1 + S] (shared + private)',
    deviation: 'Mean |W_s − 1| of each scene’s factors [S] (STAR)',
  },
  interventions: {
    sharedOff: 'The shared branch gives 0 (shared + private).',
    privateOff: 'The private branch of each row’s scene gives 0 (shared + private).',
  },
  messages: {
    noScene: 'Scenes needs a scene column. Name one in Data, step 2.',
    scene: 'scene',
    'panel.notRecorded': 'Not recorded in this run yet.',
    'branch.shared': 'shared',
    'branch.private': 'private: {{scene}}',
    'gate.title': 'Who serves each scene?',
    'gate.reading':
      'Mean gate of the observed rows; each line sums to 1. A gate is not an importance: the scale of a branch is free.',
    'gate.entropy': 'entropy',
    'gate.rows': 'rows',
    'gate.thin': 'hatched: fewer than {{rows}} observed rows',
    'contribution.title': 'How much of each branch reaches the tower?',
    'contribution.reading':
      'Share of the norm of gated outputs: unchanged when a branch is scaled and its gate scaled back.',
    'contribution.shared': 'shared',
    'contribution.misleading': '{{scene}}: high gate on {{branch}}, little of it arrives',
    'deviation.title': 'How far has each scene moved from the shared net?',
    'deviation.reading':
      'Mean |W_s − 1| of the scene’s factors (STAR). 0: the scene uses the shared net as it is.',
    'deviation.value': 'mean |W_s − 1|',
    'conflict.title': 'Do the scenes pull the same way on what they share?',
    'conflict.reading':
      'Cosine between the gradients of two scenes’ task losses on everything before the route, each on one batch of train rows of that scene alone.',
    'conflict.none': 'No pair is below 0: no scene’s step hurts another.',
    'conflict.against':
      '{{first}} and {{second}} pull against each other ({{cosine}}): a step for one raises the other’s loss.',
    'conflict.sign': 'below 0: conflict',
    'deviation.rows': '{{rows}} observed rows',
  },
  check(schema) {
    return schema.scene === null ? [issue('modules.scene-routing', 'scene-routing:noScene')] : []
  },
})
