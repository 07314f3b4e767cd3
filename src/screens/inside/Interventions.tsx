import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../charts/ChartFrame.tsx'
import { metricText, signedText } from '../../charts/format.ts'
import { HeatTable } from '../../charts/HeatTable.tsx'
import type { ModuleId } from '../../modules/specs.ts'
import type { Run } from '../../run/run.ts'
import { interventionRows } from './view.ts'

/** Δ AUC of full colour. */
const FULL = 0.05

interface InterventionsProps {
  readonly id: ModuleId
  readonly run: Run
}

/** What the trained model relies on: Δ AUC on test when a module is made to do without something. */
export function Interventions({ id, run }: InterventionsProps) {
  const { t } = useTranslation(['inside', id])
  const rows = useMemo(() => interventionRows(run, id), [run, id])
  const slices = [...new Set((rows ?? []).flatMap(({ effects }) => [...effects.keys()]))]
  const tested = rows?.[0]?.effects.get(null)?.rows
  const empty = rows === null ? t('intervention.notTested') : t('intervention.none')
  return (
    <ChartFrame
      chart="interventions"
      title={t('intervention.title')}
      finding={t('intervention.reading')}
      provenance={{
        split: 'test',
        seeds: [run.config.seed],
        ...(tested === undefined ? {} : { rows: tested }),
      }}
      empty={rows === null || rows.length === 0 ? empty : null}
    >
      <HeatTable
        corner={t('intervention.what')}
        columns={slices.map((slice) => ({
          key: slice ?? '*',
          name: slice === null ? t('intervention.all') : slice.replace('scene=', ''),
        }))}
        extraColumns={[t('intervention.auc')]}
        center={0}
        full={FULL}
        rows={(rows ?? []).map(({ name, task, effects }) => ({
          key: `${name}/${task}`,
          name: (
            <>
              {task} <span className="sc-sub">{t(`${id}:intervention.${name}`)}</span>
            </>
          ),
          cells: slices.map((slice) => {
            const delta = effects.get(slice)?.delta ?? null
            return { value: delta, text: delta === null ? '–' : signedText(delta), isThin: false }
          }),
          extra: [metricText(effects.get(null)?.auc ?? Number.NaN)],
        }))}
      />
    </ChartFrame>
  )
}
