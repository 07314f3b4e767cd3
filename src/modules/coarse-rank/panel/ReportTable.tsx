import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { countText, metricText, percentText } from '../../../charts/format.ts'
import type { SliceMetrics } from '../../../core/metrics/slice-metrics.ts'
import type { CoarseReport } from '../../../run/report.ts'

interface ReportTableProps {
  readonly report: CoarseReport | null
  /** The fine ranker on the same rows and task. */
  readonly fine: SliceMetrics | null
  readonly seed: number
}

/** The student on test beside the fine ranker. */
export function ReportTable({ report, fine, seed }: ReportTableProps) {
  const { t } = useTranslation('coarse-rank')
  const metric = (value: number | null | undefined): string => (value == null ? '–' : metricText(value))
  const percent = (value: number | null | undefined): string => (value == null ? '–' : percentText(value, 1))
  const agreement = report?.agreement
  const rows = [
    ['auc', metric(report?.auc), metric(fine?.auc)],
    ['gauc', metric(report?.gauc), metric(fine?.gauc)],
    ['logloss', metric(report?.logloss), metric(fine?.logloss)],
    ['recall', percent(agreement?.recall), '–'],
    ['kendall', metric(agreement?.kendall), '–'],
    ['ndcg', metric(agreement?.ndcg), '–'],
    ['shown', percent(agreement?.cascade), percent(agreement?.alone)],
    ...(report?.notShown == null ? [] : [['notShown', metric(report.notShown), '–'] as const]),
  ] as const
  const found =
    report === null
      ? ''
      : t('report.requests', {
          requests: countText(report.agreement.requests),
          rows: countText(report.agreement.rows),
          by: t(`report.by.${report.by ?? 'none'}`),
        })
  return (
    <ChartFrame
      chart="coarse-agreement"
      title={t('report.title')}
      finding={t('report.finding')}
      provenance={{ split: 'test', slice: null, seeds: [seed] }}
      badges={[found]}
      empty={report === null ? t('report.notTested') : null}
    >
      <table className="sc-table">
        <thead>
          <tr>
            <th scope="col">{t('report.measure')}</th>
            {(['coarse', 'fine'] as const).map((key) => (
              <th key={key} scope="col" className="sc-number">
                {t(`report.${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([key, coarse, own]) => (
            <tr key={key}>
              <th scope="row">{t(`report.${key}`)}</th>
              <td className="sc-number">{coarse}</td>
              <td className="sc-number">{own}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ChartFrame>
  )
}
