import { useTranslation } from 'react-i18next'
import { metricText, percentText, plainText, signedText } from '../../../charts/format.ts'
import type { Axes, FusionAnswer } from '../../../core/ranking/question.ts'
import { type AxesRow, axesRows } from './view.ts'

interface AxesTableProps {
  readonly answer: FusionAnswer
  /** The same goals without a penalty on exposure; null until it is known. */
  readonly without: Axes | null
  readonly places: number
}

/** The three sides of one ranking: viewers, hosts, platform. */
export function AxesTable({ answer, without, places }: AxesTableProps) {
  const { t } = useTranslation('ranking')
  const rows = axesRows(answer.axes, without)
  return (
    <table className="sc-table" data-testid="axes">
      <thead>
        <tr>
          <th scope="col">{t('axes.side')}</th>
          <th scope="col">{t('axes.measure')}</th>
          <th scope="col" className="sc-number">
            {t('axes.value')}
          </th>
          <th scope="col" className="sc-number">
            {t('axes.without')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ side, measure, task, value, base, unit }) => (
          <tr key={`${side} ${measure} ${task ?? ''}`} data-measure={measure}>
            <th scope="row">{t(`axes.${side}`)}</th>
            <td>
              {t(`measure.${measure}`, { k: places, column: answer.watchColumn ?? '' })}{' '}
              {task !== null && <span className="sc-sub">{task}</span>}
            </td>
            <td className="sc-number">
              {value === null || Number.isNaN(value) ? '–' : valueText(value, unit)}
            </td>
            <td className="sc-number sc-sub">
              {value === null || base === null ? '–' : changeText(value - base, unit)}
            </td>
          </tr>
        ))}
        {answer.axes.producer === null && (
          <tr>
            <th scope="row">{t('axes.producer')}</th>
            <td colSpan={3}>{t('axes.noHosts')}</td>
          </tr>
        )}
        {answer.axes.platform.gift === null && (
          <tr>
            <th scope="row">{t('axes.platform')}</th>
            <td colSpan={3}>{t('axes.noGift')}</td>
          </tr>
        )}
      </tbody>
    </table>
  )
}

function valueText(value: number, unit: AxesRow['unit']): string {
  switch (unit) {
    case 'share':
      return percentText(value, 1)
    case 'plain':
      return plainText(value)
    case 'metric':
      return metricText(value, 4)
    default:
      return unit satisfies never
  }
}

/** A difference; of shares in points of a hundred. */
function changeText(change: number, unit: AxesRow['unit']): string {
  if (Number.isNaN(change)) return '–'
  return unit === 'share' ? `${signedText(100 * change, 1)} pp` : signedText(change, unit === 'plain' ? 2 : 4)
}
