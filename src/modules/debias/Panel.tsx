import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../charts/ChartFrame.tsx'
import { countText, metricText } from '../../charts/format.ts'
import type { PanelProps } from '../panel-props.ts'
import { positionRows } from './view.ts'

/** What was learnt of each position: logit, and under PAL the probability of being seen. */
export default function Panel({ config, run }: PanelProps<'debias'>) {
  const { t } = useTranslation('debias')
  const rows = useMemo(() => positionRows(run), [run])
  const isLearnt = config.position === 'pal' || config.position === 'additive'
  return (
    <ChartFrame
      chart="positions"
      title={t('panel.title')}
      finding={t('panel.text')}
      provenance={{ split: 'train', slice: null, seeds: [run.config.seed] }}
      empty={
        !isLearnt
          ? t(config.position === 'ips' ? 'panel.ips' : 'panel.off')
          : rows === null
            ? t('panel.none')
            : null
      }
    >
      <table className="sc-table">
        <thead>
          <tr>
            <th scope="col">{t('panel.position')}</th>
            {(['logit', ...(config.position === 'pal' ? ['seen'] : []), 'rows'] as const).map((key) => (
              <th key={key} scope="col" className="sc-number">
                {t(`panel.${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(rows ?? []).map((row) => (
            <tr key={row.position}>
              <th scope="row">{row.position}</th>
              <td className="sc-number">{metricText(row.logit)}</td>
              {config.position === 'pal' && <td className="sc-number">{metricText(row.seen)}</td>}
              <td className="sc-number">{countText(row.rows)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ChartFrame>
  )
}
