import { useTranslation } from 'react-i18next'
import type { CurveGroup } from './curves.ts'
import { countText, metricText, signedText } from './format.ts'
import { LineSwatch } from './LineSwatch.tsx'

interface CurveTipProps {
  readonly groups: readonly Pick<CurveGroup, 'id' | 'name' | 'style' | 'band'>[]
  readonly x: number
  readonly signed: boolean
}

/** Mean and interval of every group that has a value at x. */
export function CurveTip({ groups, x, signed }: CurveTipProps) {
  const { t } = useTranslation('charts')
  const text = signed ? signedText : metricText
  return (
    <>
      <div className="sc-sub">{t('auc.at', { rows: countText(x) })}</div>
      {groups.map((group) => {
        const point = group.band.find((one) => one.x === x)
        if (point === undefined) return null
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
