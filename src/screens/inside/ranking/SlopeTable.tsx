import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { metricText } from '../../../charts/format.ts'
import type { ScoreSlope, SlopeAnswer } from '../../../core/ranking/question.ts'
import type { SlopeRow } from './view.ts'

interface SlopeTableProps {
  readonly answer: SlopeAnswer
  readonly rows: readonly SlopeRow[]
  /** What the rows are called; null: all. */
  readonly slice: string | null
  nameOf(score: ScoreSlope['score']): string
}

/** Slope, what AUC says it must be, and the two by which scores of other rows could be compared. */
export function SlopeTable({ answer, rows, slice, nameOf }: SlopeTableProps) {
  const { t } = useTranslation('ranking')
  return (
    <ChartFrame
      chart="slopes"
      title={t('table.title')}
      finding={t('table.reading')}
      provenance={{ split: 'test', task: answer.task, slice, rows: answer.rows, positives: answer.positives }}
    >
      <table className="sc-table" data-testid="slopes">
        <thead>
          <tr>
            <th scope="col">{t('table.score')}</th>
            <th scope="col" className="sc-number">
              {t('table.slope')}
            </th>
            <th scope="col" className="sc-number">
              {t('table.interval')}
            </th>
            <th scope="col" className="sc-number">
              {t('table.identity')}
            </th>
            <th scope="col" className="sc-number">
              {t('table.normalised')}
            </th>
            <th scope="col" className="sc-number">
              {t('table.auc')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.score} data-score={row.score}>
              <th scope="row">{nameOf(row.score)}</th>
              <td className="sc-number" data-column="slope">
                {metricText(row.slope, 3)}
              </td>
              <td className="sc-number sc-sub">
                {row.low === null || row.high === null
                  ? '–'
                  : `${metricText(row.low, 3)}, ${metricText(row.high, 3)}`}
              </td>
              <td className="sc-number" data-column="identity">
                {metricText(row.identity, 3)}
              </td>
              <td className="sc-number">{metricText(row.normalised, 4)}</td>
              <td className="sc-number">{metricText(row.auc, 4)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ChartFrame>
  )
}
