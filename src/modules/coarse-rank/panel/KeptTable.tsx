import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { countText, metricText } from '../../../charts/format.ts'
import type { KeptRow } from '../view.ts'

interface KeptTableProps {
  /** Null before the test read. */
  readonly rows: readonly KeptRow[] | null
  /** Whether the run was asked for an importance. */
  readonly isAsked: boolean
  readonly seed: number
}

/** AUC against the number of fields that still say something of their row. */
export function KeptTable({ rows, isAsked, seed }: KeptTableProps) {
  const { t } = useTranslation('coarse-rank')
  const metric = (value: number | null): string => (value === null ? '–' : metricText(value))
  return (
    <ChartFrame
      chart="coarse-kept"
      title={t('curve.title')}
      finding={t('curve.finding')}
      provenance={{ split: 'test', slice: null, seeds: [seed] }}
      empty={isAsked ? (rows === null ? t('report.notTested') : null) : t('curve.off')}
    >
      <table className="sc-table">
        <thead>
          <tr>
            <th scope="col">{t('curve.kept')}</th>
            <th scope="col">{t('curve.added')}</th>
            {(['auc', 'random'] as const).map((key) => (
              <th key={key} scope="col" className="sc-number">
                {t(`curve.${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(rows ?? []).map(({ kept, added, auc, random }) => (
            <tr key={kept}>
              <th scope="row">{countText(kept)}</th>
              <td>{added ?? t('curve.none')}</td>
              <td className="sc-number">{metric(auc)}</td>
              <td className="sc-number">{metric(random)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ChartFrame>
  )
}
