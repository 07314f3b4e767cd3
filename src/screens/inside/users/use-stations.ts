import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { MicroscopeAnswer } from '../../../core/inspect/question.ts'
import type { Run } from '../../../run/run.ts'
import type { NamedCluster } from '../view.ts'
import { type Station, stationsOf } from './view.ts'

/** The stations of a row with their values' names. */
export function useStations(
  answer: MicroscopeAnswer | null,
  run: Run,
  clusters: readonly NamedCluster[],
): readonly Station[] {
  const { t } = useTranslation(['inside', 'scene-routing'])
  return useMemo(
    () =>
      answer === null
        ? []
        : stationsOf(answer, run, {
            clusters,
            branch: ({ kind, number, scene }) =>
              t(`scene-routing:branch.${kind}`, { number, scene: scene ?? '' }),
          }),
    [answer, run, clusters, t],
  )
}
