import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../charts/ChartFrame.tsx'
import { countText, metricText, percentText } from '../../charts/format.ts'
import type { PanelProps } from '../panel-props.ts'
import { guaranteeOf, type TaskRow, taskRows } from './view.ts'

const shown = (value: number | null, text: (value: number) => string): string =>
  value === null ? '–' : text(value)
const share = (value: number | null): string => shown(value, (x) => percentText(x, 2))
const factor = (value: number | null): string => shown(value, (x) => x.toFixed(3))

const COLUMNS: readonly { readonly key: string; text(row: TaskRow): string }[] = [
  { key: 'violations', text: (row) => share(row.violations) },
  { key: 'predicted', text: (row) => share(row.predicted) },
  { key: 'observed', text: (row) => share(row.observed) },
  { key: 'calibration', text: (row) => factor(row.calibration) },
  { key: 'conditional', text: (row) => factor(row.conditional) },
  { key: 'auc', text: (row) => shown(row.auc, metricText) },
  { key: 'positives', text: (row) => shown(row.positives, countText) },
]
const TRANSFER = { key: 'transfer', text: (row: TaskRow) => share(row.transfer) }

/** Do chained tasks agree: violations and calibration of each task and each transition on test. */
export default function Panel({ config, schema, run }: PanelProps<'task-chain'>) {
  const { t } = useTranslation('task-chain')
  const rows = useMemo(() => taskRows(schema, run), [schema, run])
  const columns = config.coupling === 'aitm' ? [...COLUMNS, TRANSFER] : COLUMNS
  const first = rows[0]
  return (
    <ChartFrame
      chart="chain-rates"
      title={t('panel.title')}
      finding={t(`panel.${guaranteeOf(config.coupling)}`)}
      provenance={{
        split: 'test',
        slice: null,
        ...(first === undefined || first.rows === null ? {} : { rows: first.rows }),
        seeds: [run.config.seed],
      }}
      empty={run.report === null ? t('panel.notTested') : null}
    >
      <div style={{ overflowX: 'auto' }}>
        <table className="sc-table">
          <thead>
            <tr>
              <th scope="col">{t('panel.task')}</th>
              {columns.map(({ key }) => (
                <th key={key} scope="col" className="sc-number sc-wrap">
                  {t(`panel.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.task}>
                <th scope="row">
                  {row.requires === null
                    ? row.task
                    : t('panel.taskName', { task: row.task, requires: row.requires })}
                </th>
                {columns.map(({ key, text }) => (
                  <td key={key} className="sc-number">
                    {text(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </ChartFrame>
  )
}
