import { useTranslation } from 'react-i18next'
import { metricText, percentText, plainText, signedText } from '../../../charts/format.ts'
import type { Axes, FusionAnswer } from '../../../core/ranking/question.ts'
import { axesRows } from './view.ts'

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
  const text = (value: number | null, unit: 'metric' | 'share' | 'plain'): string =>
    value === null || Number.isNaN(value)
      ? '–'
      : unit === 'share'
        ? percentText(value, 1)
        : unit === 'plain'
          ? plainText(value)
          : metricText(value, 4)
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
            <td className="sc-number">{text(value, unit)}</td>
            <td className="sc-number sc-sub">
              {value === null || base === null ? '–' : signedText(value - base, unit === 'plain' ? 2 : 4)}
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
