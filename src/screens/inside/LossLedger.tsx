import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../charts/ChartFrame.tsx'
import { percentText, plainText, weightText } from '../../charts/format.ts'
import type { ProvenanceFacts } from '../../charts/Provenance.tsx'
import type { LedgerRow } from './view.ts'

interface LossLedgerProps {
  readonly rows: readonly LedgerRow[]
  readonly provenance: ProvenanceFacts
}

/** C9 as a table: each term raw, its weight, weighted, and its share of the sum. */
export function LossLedger({ rows, provenance }: LossLedgerProps) {
  const { t } = useTranslation('inside')
  const known = rows.filter((row) => row.weighted !== null)
  const total = known.reduce((sum, row) => sum + (row.weighted ?? 0), 0)
  const text = (value: number | null): string => (value === null ? '–' : plainText(value))
  return (
    <ChartFrame
      chart="C9"
      title={t('ledger.title')}
      finding={t('ledger.reading')}
      provenance={provenance}
      empty={known.length === 0 ? t('losses.empty') : null}
    >
      <table className="sc-table">
        <thead>
          <tr>
            <th scope="col">{t('ledger.term')}</th>
            {(['raw', 'weight', 'weighted', 'share'] as const).map((key) => (
              <th key={key} scope="col" className="sc-number" style={{ width: 110 }}>
                {t(`ledger.${key}`)}
              </th>
            ))}
            <th scope="col" style={{ width: '32%' }} />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              <td className="sc-number">{text(row.raw)}</td>
              <td className="sc-number">{weightText(row.weight)}</td>
              <td className="sc-number">{text(row.weighted)}</td>
              <td className="sc-number">{row.share === null ? '–' : percentText(row.share, 1)}</td>
              <td>
                <div className="sc-bar-track" aria-hidden="true">
                  <div
                    className="sc-bar-fill"
                    style={{
                      width: `${Math.max(0, row.share ?? 0) * 100}%`,
                      background: 'var(--sc-heat)',
                    }}
                  />
                </div>
              </td>
            </tr>
          ))}
          <tr>
            <th scope="row" style={{ fontWeight: 600 }}>
              {t('ledger.total')}
            </th>
            <td />
            <td />
            <td className="sc-number" style={{ fontWeight: 600 }}>
              {plainText(total)}
            </td>
            <td className="sc-number">{percentText(1)}</td>
            <td />
          </tr>
        </tbody>
      </table>
    </ChartFrame>
  )
}
