import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { metricText } from '../../charts/format.ts'
import type { PlaneScale } from '../../charts/Plane.tsx'
import { groupColor, groupDash } from '../../charts/palette.ts'
import { linePath } from '../../charts/paths.ts'
import { TrainingFrame } from '../../charts/TrainingFrame.tsx'
import type { Axis } from '../../charts/ticks.ts'
import type { ClaimedPoint, Claims } from '../../run/claims.ts'
import { intervalRuns, meanAxis } from './claimed-lines.ts'
import type { usePlanNames } from './use-plan-names.ts'

export interface ClaimedPartProps {
  readonly claims: Claims
  readonly names: ReturnType<typeof usePlanNames>
}

/** Mean validation AUC over training as a link claims it, drawn hollow; the ends of its intervals as thin lines. */
export function ClaimedCurves({ claims: { curves }, names }: ClaimedPartProps) {
  const { t } = useTranslation('share')
  const { t: words } = useTranslation('charts')
  const points = curves?.groups.flat() ?? []
  if (curves === null || points.length === 0) return null
  const axis = meanAxis(curves.groups)
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
        {(scale) =>
          curves.groups.map((own, g) =>
            own.length === 0 ? null : (
              <ClaimedCurve
                key={names[g]?.group.id}
                points={own}
                style={names[g]?.group.style ?? 0}
                axis={axis}
                scale={scale}
              />
            ),
          )
        }
      </TrainingFrame>
      {axis.domain[0] > 0 && (
        <div className="sc-foot">
          <span className="sc-badge">{words('frame.notFromZero')}</span>
        </div>
      )}
    </figure>
  )
}

interface ClaimedCurveProps {
  readonly points: readonly ClaimedPoint[]
  readonly style: number
  readonly axis: Axis
  readonly scale: PlaneScale
}

/** One group's line, empty inside: nobody trained it here. What of its intervals lies outside of the axis is cut off. */
function ClaimedCurve({ points, style, axis, scale: { left, right, px, py } }: ClaimedCurveProps) {
  const clip = useId()
  const [top, bottom] = [py(axis.domain[1]), py(axis.domain[0])]
  const means = linePath(
    points.map(({ x, mean }) => ({ x, y: mean })),
    px,
    py,
  )
  const line = { d: means, strokeDasharray: groupDash(style) }
  const edges = intervalRuns(points).flatMap((run) => [
    run.map(({ x, low }) => ({ x, y: low })),
    run.map(({ x, high }) => ({ x, y: high })),
  ])
  return (
    <g fill="none" stroke={groupColor(style)}>
      <clipPath id={clip}>
        <rect x={left} y={top} width={right - left} height={bottom - top} />
      </clipPath>
      <path {...line} strokeWidth={4} />
      <path {...line} strokeWidth={2} stroke="var(--sc-surface)" />
      <path
        d={edges.map((edge) => linePath(edge, px, py)).join('')}
        strokeWidth={0.75}
        strokeDasharray="1 3"
        clipPath={`url(#${clip})`}
      />
    </g>
  )
}
