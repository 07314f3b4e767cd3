import { useTranslation } from 'react-i18next'
import { HeatTable } from '../../../charts/HeatTable.tsx'
import type { Flow } from '../view/stability.ts'
import { ClusterTag } from './ClusterTag.tsx'

interface FlowTableProps {
  readonly flow: Flow
  readonly from: string
  readonly to: string
}

/** Users of one run's clusters by their cluster in another. */
export function FlowTable({ flow, from, to }: FlowTableProps) {
  const { t } = useTranslation('clusters')
  return (
    <div style={{ marginTop: 12 }}>
      <strong style={{ fontWeight: 600 }}>{t('flow.title', { from, to })}</strong>
      <p className="sc-sub" style={{ margin: '0 0 4px' }}>
        {t('flow.reading')}
      </p>
      <HeatTable
        corner={t('cluster')}
        columns={flow.columns.map((name) => ({ key: name.key, name: <ClusterTag name={name} /> }))}
        extraColumns={[t('map.users')]}
        rows={flow.rows.map(({ name, users, cells }) => ({
          key: name.key,
          name: <ClusterTag name={name} />,
          cells: cells.map((cell) => ({
            value: cell.users / Math.max(1, users),
            text: cell.users === 0 ? '·' : `${cell.users}${cell.isSame ? ' =' : ''}`,
            isThin: false,
          })),
          extra: [users],
        }))}
        center={null}
        full={1}
      />
    </div>
  )
}
