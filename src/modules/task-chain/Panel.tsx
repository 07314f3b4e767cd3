import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../charts/ChartFrame.tsx'
import { countText, metricText, percentText } from '../../charts/format.ts'
import type { PanelProps } from '../panel-props.ts'
import { pairRows } from './view.ts'

/** Do chained tasks agree: violations and calibration of each pair on test. */
export default function Panel({ config, schema, run }: PanelProps<'task-chain'>) {
  const { t } = useTranslation('task-chain')
  const rows = useMemo(() => pairRows(schema, run), [schema, run])
  const first = rows[0]
  return (
    <ChartFrame
      title={t('panel.title')}
      finding={t(config.coupling === 'chain' ? 'panel.chain' : 'panel.hinge')}
      provenance={{
        split: 'test',
        slice: null,
        ...(first === undefined || first.rows === null ? {} : { rows: first.rows }),
        seeds: [run.config.seed],
      }}
      empty={run.report === null ? t('panel.notTested') : null}
    >
      <table className="sc-table">
        <thead>
          <tr>
            <th scope="col">{t('panel.pair')}</th>
            {(['violations', 'calibration', 'auc', 'positives'] as const).map((key) => (
              <th key={key} scope="col" className="sc-number">
                {t(`panel.${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.task}>
              <th scope="row">{t('panel.pairName', { task: row.task, requires: row.requires })}</th>
              <td className="sc-number">{row.violations === null ? '–' : percentText(row.violations, 2)}</td>
              <td className="sc-number">{row.calibration === null ? '–' : row.calibration.toFixed(3)}</td>
              <td className="sc-number">{row.auc === null ? '–' : metricText(row.auc)}</td>
              <td className="sc-number">{row.positives === null ? '–' : countText(row.positives)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ChartFrame>
  )
}
