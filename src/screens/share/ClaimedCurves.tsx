import { useTranslation } from 'react-i18next'
import { metricText } from '../../charts/format.ts'
import { linePath } from '../../charts/paths.ts'
import { groupColor, groupDash } from '../../charts/palette.ts'
import { TrainingFrame } from '../../charts/TrainingFrame.tsx'
import { axisOf } from '../../charts/ticks.ts'
import type { Claims } from '../../run/claims.ts'
import type { usePlanNames } from './use-plan-names.ts'

export interface ClaimedPartProps {
  readonly claims: Claims
  readonly names: ReturnType<typeof usePlanNames>
}

/** Mean validation AUC over training as a link claims it, the ends of its intervals as thin lines. */
export function ClaimedCurves({ claims: { curves }, names }: ClaimedPartProps) {
  const { t } = useTranslation('share')
  const points = curves?.groups.flat() ?? []
  if (curves === null || points.length === 0) return null
  const axis = axisOf(points.flatMap(({ mean, half }) => [mean - (half ?? 0), mean + (half ?? 0)]))
  const xMax = Math.max(1, ...points.map(({ x }) => x))
  return (
    <figure className="sc-figure" data-testid="claimed-curves">
      <figcaption className="sc-sub">{t('claimed.curves', { task: curves.task })}</figcaption>
      <TrainingFrame
        axis={axis}
        xMax={xMax}
        xName={t('claimed.rows')}
        label={t('claimed.curves', { task: curves.task })}
        height={200}
        text={(tick) => metricText(tick, axis.digits)}
      >
        {({ px, py }) =>
          curves.groups.map((own, g) => {
            const style = names[g]?.group.style ?? 0
            const line = (sign: number) =>
              own.map(({ x, mean, half }) => ({ x, y: mean + sign * (half ?? 0) }))
            return (
              <g key={names[g]?.group.id} fill="none" stroke={groupColor(style)}>
                <path d={linePath(line(0), px, py)} strokeWidth={1.75} strokeDasharray={groupDash(style)} />
                {[-1, 1].map((sign) => (
                  <path
                    key={sign}
                    d={linePath(line(sign), px, py)}
                    strokeWidth={0.75}
                    strokeDasharray="1 3"
                  />
                ))}
              </g>
            )
          })
        }
      </TrainingFrame>
    </figure>
  )
}
