import { defineModule } from '../../core/module-spec.ts'
import { issue } from '../../core/result.ts'

export const debias = defineModule({
  id: 'debias',
  title: 'Bias correction',
  summary:
    'What is known of how the log was made (position, popularity, duration) acts in training alone and is silent when ranking.',
  stage: 'correct',
  settings: {
    position: {
      kind: 'choice',
      default: 'pal',
      options: {
        none: 'none',
        pal: 'PAL: seen × taken up',
        additive: 'added logit',
        ips: 'inverse propensity',
      },
      label: 'Position',
      help: 'How the place of a row is explained away: by a probability of being seen, by an added logit, or by weights.',
    },
    positionTasks: {
      kind: 'choice',
      default: 'first',
      options: { first: 'tasks that require none', all: 'all tasks' },
      label: 'Acts on',
      help: 'Tasks that position and popularity act on. In a chain later tasks are conditional on the first and need no correction; independent tasks all do.',
      advanced: true,
    },
    positionWeight: {
      kind: 'float',
      default: 0.001,
      min: 0,
      max: 10,
      label: 'Position penalty',
      help: 'Weight of the mean square of the position logits: keeps PAL and the added logit from taking what items should explain.',
      advanced: true,
    },
    ipsClip: {
      kind: 'float',
      default: 10,
      min: 1,
      max: 100,
      label: 'Largest weight',
      help: 'Inverse propensities above this are cut: less variance, more bias.',
      advanced: true,
    },
    popularity: {
      kind: 'choice',
      default: 'none',
      options: { none: 'none', offset: 'offset in training', ips: 'inverse exposure' },
      label: 'Popularity',
      help: 'An offset of the logarithm of an item’s train rows that is left out when ranking, or weights that make rare items count more.',
    },
    popularityStrength: {
      kind: 'float',
      default: 0.5,
      min: 0,
      max: 2,
      label: 'Popularity strength',
      help: 'Multiplies the logarithm of popularity in the offset, and is the exponent of inverse exposure.',
    },
    duration: {
      kind: 'choice',
      default: 'none',
      options: { none: 'none', d2q: 'D2Q: share among like durations' },
      label: 'Duration',
      help: 'Tasks with a watch-time threshold learn the share of rows of like duration that were watched less, instead of the label.',
    },
  },
  lossTerms: { position: 'positionWeight' },
  taps: {
    seen: 'logit of being seen at each row’s position, or the added logit, [B]',
    weight: 'what each row counts for in the first task’s loss, [B]',
    positions: 'position logit by id of the position feature, [V]',
  },
  messages: {
    noPosition: 'Position correction needs a feature marked as the position. Mark one in Data, step 2.',
    noItem: 'Popularity correction needs an item column. Name one in Data, step 2.',
    noDuration:
      'D2Q needs a numeric feature marked as the duration, and a task with a threshold. Name them in Data, step 2.',
    shareAsCondition:
      'D2Q’s labels are shares between 0 and 1, and the coupling {{coupling}} needs labels that say whether a task happened. Choose another coupling in Transition, or switch D2Q off.',
    shareBelowLabel:
      'D2Q replaces the label of a watch-time task by a share, which can exceed the label of a task without a threshold that it requires. Remove that “requires”, or switch D2Q off.',
    'panel.ips':
      'Rows are weighed by how often their position was taken up in training; nothing is learnt of positions.',
    'panel.title': 'What does the model believe of positions?',
    'panel.text':
      'Learnt in training and left out when ranking. Positions are as the log names them; the logit is relative to what items and users explain.',
    'panel.position': 'position',
    'panel.logit': 'logit',
    'panel.seen': 'probability of being seen',
    'panel.rows': 'observed rows',
    'panel.off': 'No position correction is on.',
    'panel.none': 'Nothing observed yet.',
  },
  conflicts({ duration }, { schema, modules }) {
    if (duration !== 'd2q') return []
    const path = 'modules.debias.duration'
    const coupling = String(modules.get('task-chain')?.coupling ?? '')
    const above = new Map(schema.tasks.map((task) => [task.id, task.above] as const))
    const isMixed = schema.tasks.some(
      ({ above: own, requires }) => own !== null && requires !== null && above.get(requires) === null,
    )
    return [
      ...(coupling === 'corn' || coupling.startsWith('escm2')
        ? [issue(path, 'debias:shareAsCondition', { coupling })]
        : []),
      ...(isMixed ? [issue(path, 'debias:shareBelowLabel')] : []),
    ]
  },
  reads: ({ duration }) => (duration === 'd2q' ? ['targets'] : []),
  check(schema, config) {
    const position = config?.position ?? 'pal'
    const has = (role: 'position' | 'duration'): boolean =>
      schema.features.some(({ roles }) => roles.includes(role))
    return [
      ...(position !== 'none' && !has('position')
        ? [issue('modules.debias.position', 'debias:noPosition')]
        : []),
      ...(config !== undefined && config.popularity !== 'none' && schema.item === null
        ? [issue('modules.debias.popularity', 'debias:noItem')]
        : []),
      ...(config?.duration === 'd2q' && !(has('duration') && schema.tasks.some(({ above }) => above !== null))
        ? [issue('modules.debias.duration', 'debias:noDuration')]
        : []),
    ]
  },
})
