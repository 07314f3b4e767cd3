import type { HeldEffect, NeutraliseAnswer } from '../../../core/inspect/question.ts'
import type { Run } from '../../../run/run.ts'

/** Whether a run has weights of a gate that can be held. */
export const canNeutralise = ({ config: { modules } }: Run): boolean => modules['prior-gate']?.gate === true

/** What a group's other seeds say of all weights at 1, from their own test read: ticks beside the bar. */
export const seedDeltas = (
  runs: readonly Run[],
  own: Run,
  { task, slice, at }: Pick<NeutraliseAnswer['question'], 'task' | 'slice' | 'at'>,
): readonly number[] =>
  at !== 'one'
    ? []
    : runs.flatMap((run) =>
        run === own
          ? []
          : (run.report?.interventions ?? []).flatMap((one) =>
              one.module === 'prior-gate' &&
              one.name === 'neutral' &&
              one.task === task &&
              one.slice === slice
                ? [one.delta]
                : [],
            ),
      )

/** What can be said of a difference: its interval leaves out 0, holds it, or there is none. */
export type Told = 'below' | 'above' | 'open' | 'none'
export function toldOf({ delta, low, high }: Pick<HeldEffect, 'delta' | 'low' | 'high'>): Told {
  if (delta === null || low === null || high === null) return 'none'
  return high < 0 ? 'below' : low > 0 ? 'above' : 'open'
}

/** Fields by what holding them does, the largest loss first; then those held together. */
export function orderedEffects(effects: readonly HeldEffect[]): readonly HeldEffect[] {
  const single = effects.filter(({ what }) => what === 'field')
  return [
    ...single.sort((a, b) => (a.delta ?? 0) - (b.delta ?? 0)),
    ...effects.filter(({ what }) => what !== 'field'),
  ]
}
