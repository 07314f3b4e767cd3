import { SegmentedControl } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { countText, percentText } from '../../../charts/format.ts'
import type { PanelProps } from '../../panel-props.ts'
import { costOf } from '../view.ts'

const CANDIDATES = [100, 500, 2000, 10_000] as const

interface CostTableProps extends Pick<PanelProps<'coarse-rank'>, 'config' | 'schema'> {
  /** Share of the towers' weights that pruning left; null where nothing is pruned. */
  readonly kept: number | null
}

/** Multiply-adds of one request, by the settings. */
export function CostTable({ config, schema, kept }: CostTableProps) {
  const { t } = useTranslation('coarse-rank')
  const [candidates, setCandidates] = useState<number>(CANDIDATES[1])
  const cost = useMemo(() => costOf(config, schema, candidates), [config, schema, candidates])
  return (
    <ChartFrame
      chart="coarse-cost"
      title={t('cost.title')}
      finding={t('cost.finding')}
      badges={[
        t('cost.size', {
          parameters: countText(cost.parameters),
          kilobytes: (cost.bytes / 1024).toFixed(1),
        }),
        ...(kept === null ? [] : [t('cost.pruned', { kept: percentText(kept, 0) })]),
      ]}
      controls={
        <SegmentedControl
          size="xs"
          aria-label={t('cost.candidates')}
          value={String(candidates)}
          onChange={(value) => setCandidates(Number(value))}
          data={CANDIDATES.map((count) => ({ value: String(count), label: countText(count) }))}
        />
      }
    >
      <table className="sc-table">
        <thead>
          <tr>
            <th scope="col">{t('cost.part')}</th>
            <th scope="col" className="sc-number">
              {t('cost.macs')}
            </th>
          </tr>
        </thead>
        <tbody>
          {(['user', 'candidate', 'request', 'item'] as const).map((part) => (
            <tr key={part}>
              <th scope="row">{t(`cost.${part}`, { candidates: countText(candidates) })}</th>
              <td className="sc-number">{countText(cost[part])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ChartFrame>
  )
}
