import { useTranslation } from 'react-i18next'
import '../../../charts/cells.css'
import { countText, metricText, signedText } from '../../../charts/format.ts'
import { SliceButton } from '../../../ui/SliceButton.tsx'
import type { TransferLine, TransferView } from '../view/transfer.ts'
import { useClusterName } from './appearance.ts'
import { ClusterTag } from './ClusterTag.tsx'

export type TransferSort = 'bridge' | 'delta'

interface TransferTableProps {
  readonly lines: readonly TransferLine[]
  readonly all: TransferView['all']
  readonly sort: TransferSort
  onSort(sort: TransferSort): void
  /** Makes the users of a line's cluster a slice; null where that cannot be asked. */
  readonly onPick: ((line: TransferLine) => void) | null
}

/** The ledger in numbers; clusters with too few of a class are greyed. */
export function TransferTable({ lines, all, sort, onSort, onPick }: TransferTableProps) {
  const { t } = useTranslation('clusters')
  const nameOf = useClusterName()
  const head = (key: TransferSort, text: string) => (
    <th scope="col" className="sc-number" aria-sort={sort === key ? 'descending' : 'none'}>
      <button type="button" className="sc-cell" aria-pressed={sort === key} onClick={() => onSort(key)}>
        {text}
      </button>
    </th>
  )
  return (
    <div style={{ overflowX: 'auto' }}>
      <table className="sc-table">
        <thead>
          <tr>
            <th scope="col">{t('cluster')}</th>
            {head('bridge', t('composition.bridge'))}
            <th scope="col" className="sc-number">
              {t('transfer.members')}
            </th>
            <th scope="col" className="sc-number">
              {t('transfer.positives')}
            </th>
            {head('delta', t('transfer.delta'))}
            <th scope="col" className="sc-number">
              {t('transfer.interval')}
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.name.key} className={line.isThin ? 'sc-dimmed' : undefined}>
              <th scope="row">
                <ClusterTag name={line.name} />
              </th>
              <td className="sc-number">{metricText(line.bridge, 2)}</td>
              <Counts line={line} />
              <td>
                {onPick !== null && <SliceButton what={nameOf(line.name)} onPick={() => onPick(line)} />}
              </td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t('transfer.all')}</th>
            <td />
            <Counts line={all} />
            <td />
          </tr>
        </tbody>
      </table>
    </div>
  )
}

function Counts({ line }: { readonly line: TransferView['all'] }) {
  const { users, positives, delta, low, high, isThin } = line
  return (
    <>
      <td className="sc-number">{countText(users)}</td>
      <td className="sc-number">{countText(positives)}</td>
      <td className={isThin ? 'sc-number sc-hatched' : 'sc-number'}>
        {delta === null ? '–' : signedText(delta)}
      </td>
      <td className="sc-number sc-sub">
        {low === null || high === null || isThin ? '–' : `${signedText(low)} … ${signedText(high)}`}
      </td>
    </>
  )
}
