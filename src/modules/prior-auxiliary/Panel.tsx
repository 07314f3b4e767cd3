import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../charts/ChartFrame.tsx'
import { countText, metricText, percentText } from '../../charts/format.ts'
import type { PanelProps } from '../panel-props.ts'
import { type PriorRow, priorRows, sensitivityRows } from './view.ts'

const COLUMNS: readonly { readonly key: string; text(row: PriorRow): string }[] = [
  { key: 'rows', text: (row) => countText(row.rows) },
  { key: 'accuracy', text: (row) => percentText(row.accuracy, 1) },
  { key: 'common', text: (row) => percentText(row.common, 1) },
  { key: 'error', text: (row) => metricText(row.error, 3) },
  { key: 'entropy', text: (row) => metricText(row.entropy, 3) },
  { key: 'explained', text: (row) => (row.explained === null ? '–' : percentText(row.explained, 1)) },
]

/** What the hidden layer holds of each prior, and how far each prior alone moves each task. */
export default function Panel({ schema, run }: PanelProps<'prior-auxiliary'>) {
  const { t } = useTranslation('prior-auxiliary')
  const tasks = useMemo(() => schema.tasks.map(({ id }) => id), [schema])
  const rows = useMemo(() => priorRows(run, tasks), [run, tasks])
  const tested = sensitivityRows(run)
  const { observed } = run
  const step = run.snapshots.get('prior-auxiliary/error')?.step
  return (
    <ChartFrame
      chart="prior-prediction"
      title={t('panel.title')}
      finding={t('panel.finding')}
      provenance={{
        ...(observed === null ? {} : { observed: observed.sceneIds.length }),
        seeds: [run.config.seed],
        ...(step === undefined ? {} : { step }),
      }}
      badges={[
        tested === null ? t('panel.notTested') : t('panel.sensitivityRows', { rows: countText(tested) }),
      ]}
      empty={rows.length === 0 ? t('panel.none') : null}
    >
      <div style={{ overflowX: 'auto' }}>
        <table className="sc-table">
          <thead>
            <tr>
              <th scope="col">{t('panel.prior')}</th>
              {COLUMNS.map(({ key }) => (
                <th key={key} scope="col" className="sc-number sc-wrap">
                  {t(`panel.${key}`)}
                </th>
              ))}
              {tasks.map((task) => (
                <th key={task} scope="col" className="sc-number sc-wrap">
                  {t('panel.sensitivity', { task })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.prior}>
                <th scope="row">{row.prior}</th>
                {COLUMNS.map(({ key, text }) => (
                  <td key={key} className="sc-number">
                    {text(row)}
                  </td>
                ))}
                {row.sensitivity.map((value, index) => (
                  <td key={tasks[index]} className="sc-number">
                    {value === null ? '–' : metricText(value)}
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
