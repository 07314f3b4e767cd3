import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { countText, percentText, plainText, weightText } from '../../../charts/format.ts'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import type { Ledger, LedgerLine } from './ledger.ts'

interface LossLedgerProps {
  readonly ledger: Ledger
  readonly lines: readonly LedgerLine[]
  /** Name of the group that it is held against; null: none. */
  readonly against: string | null
  readonly provenance: ProvenanceFacts
}

const text = (value: number | null): string => (value === null ? '–' : plainText(value))
const share = (value: number | null): string => (value === null ? '–' : percentText(value, 1))

/** C9 as a table: each term raw, its weight, weighted, its share of the loss and of the gradient on what all share. */
export function LossLedger({ ledger, lines, against, provenance }: LossLedgerProps) {
  const { t } = useTranslation('inside')
  const { sum, total, pulledAt } = ledger
  const columns = [
    ...(['raw', 'weight', 'weighted', 'share', 'pull', 'seeds'] as const),
    ...(against === null ? [] : (['against'] as const)),
  ]
  const cells = (row: LedgerLine): readonly string[] => [
    text(row.raw),
    row.weight === null ? '–' : weightText(Number(row.weight.toPrecision(4))),
    text(row.weighted),
    share(row.share),
    share(row.pull),
    row.pullRange === null ? '–' : row.pullRange.map((end) => percentText(end, 1)).join(' – '),
    ...(against === null ? [] : [share(row.against?.pull ?? null)]),
  ]
  const heads = columns.map((key) => t(`ledger.${key}`, { group: against ?? '' }))
  return (
    <ChartFrame
      chart="C9"
      title={t('ledger.title')}
      finding={findingOf(ledger, t)}
      provenance={provenance}
      badges={pulledAt === null ? [] : [t('ledger.pulledAt', { step: countText(pulledAt) })]}
      empty={sum === null ? t('losses.empty') : null}
      table={{ columns: [t('ledger.term'), ...heads], rows: lines.map((row) => [row.name, ...cells(row)]) }}
    >
      <div style={{ overflowX: 'auto' }}>
        <table className="sc-table">
          <thead>
            <tr>
              <th scope="col">{t('ledger.term')}</th>
              {heads.map((head, i) => (
                <th key={columns[i]} scope="col" className="sc-number sc-wrap">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((row) => (
              <tr key={row.name}>
                <th scope="row">{row.name}</th>
                {cells(row).map((cell, i) => (
                  <td key={columns[i]} className="sc-number">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
            <tr>
              <th scope="row" style={{ fontWeight: 600 }}>
                {t('ledger.total')}
              </th>
              <td />
              <td />
              <td className="sc-number" style={{ fontWeight: 600 }}>
                {text(sum)}
              </td>
              <td className="sc-number">{percentText(1)}</td>
              <td className="sc-number">{pulledAt === null ? '–' : percentText(1)}</td>
              <td colSpan={columns.length - 5} className="sc-sub">
                {total === null
                  ? ''
                  : t('ledger.optimiser', { total: total.toFixed(6).replace(/^0\./, '.') })}
              </td>
            </tr>
          </tbody>
        </table>
      </div>
    </ChartFrame>
  )
}

/** What holds most of the gradient, or how to read the table while that was not read yet. */
function findingOf(
  { rows }: Ledger,
  t: (key: string, params: Readonly<Record<string, string>>) => string,
): string {
  const known = rows.filter(({ pull }) => pull !== null)
  const most = known.reduce<(typeof known)[number] | null>(
    (best, row) => (best === null || (row.pull ?? 0) > (best.pull ?? 0) ? row : best),
    null,
  )
  if (most === null) return t('ledger.reading', {})
  return t('ledger.finding', {
    term: most.name,
    pull: percentText(most.pull ?? 0),
    share: most.share === null ? '–' : percentText(most.share),
  })
}
