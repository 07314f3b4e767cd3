import { useTranslation } from 'react-i18next'
import type { TrainingAxis } from '../core/metrics/training-axis.ts'
import { type CurveGroup, pointAt } from './curves.ts'
import { metricText, placeText, signedText } from './format.ts'
import { LineSwatch } from './LineSwatch.tsx'

interface CurveTipProps {
  readonly groups: readonly Pick<CurveGroup, 'id' | 'name' | 'style' | 'band'>[]
  readonly x: number
  readonly axis: TrainingAxis
  readonly signed: boolean
}

/** Mean and interval of every group at x, or at its latest evaluation before. */
export function CurveTip({ groups, x, axis, signed }: CurveTipProps) {
  const { t } = useTranslation('charts')
  const text = signed ? signedText : metricText
  return (
    <>
      <div className="sc-sub">{t(`auc.at.${axis}`, { x: placeText(x, axis) })}</div>
      {groups.map((group) => {
        const point = pointAt(group.band, x)
        if (point === null) return null
        const interval =
          point.low === null || point.high === null ? '' : ` [${text(point.low)}, ${text(point.high)}]`
        return (
          <div key={group.id} className="sc-tip-row">
            <LineSwatch style={group.style} />
            <span>{group.name}</span>
            <strong>{text(point.mean)}</strong>
            <span className="sc-sub">{`${interval} n=${point.n}`}</span>
          </div>
        )
      })}
    </>
  )
}
