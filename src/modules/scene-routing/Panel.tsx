import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { PanelProps } from '../panel-props.ts'
import { ContributionChart } from './panel/ContributionChart.tsx'
import { DeviationChart } from './panel/DeviationChart.tsx'
import { GateChart } from './panel/GateChart.tsx'
import { deviationRowsOf, gateRowsOf } from './view.ts'

/** Gate matrix and effective contribution, or the deviation of STAR's factors. */
export default function Panel({ config, run }: PanelProps<'scene-routing'>) {
  const { t } = useTranslation('scene-routing')
  const gates = useMemo(() => gateRowsOf(run), [run])
  const deviations = useMemo(() => deviationRowsOf(run), [run])
  const isStar = config.architecture === 'star'
  const step = run.snapshots.get(isStar ? 'scene-routing/deviation' : 'scene-routing/gate')?.step
  const facts = { seeds: [run.config.seed], ...(step === undefined ? {} : { step }) }
  if (isStar) return <DeviationChart rows={deviations} provenance={facts} />
  const branches = [
    t('branch.shared'),
    ...(run.observed?.sceneNames ?? []).map((scene) => t('branch.private', { scene })),
  ]
  const provenance = {
    ...facts,
    ...(run.observed === null ? {} : { observed: run.observed.sceneIds.length }),
  }
  return (
    <div
      style={{
        display: 'grid',
        gap: 14,
        gridTemplateColumns: 'repeat(auto-fit, minmax(440px, 1fr))',
      }}
    >
      <GateChart rows={gates} branches={branches} provenance={provenance} />
      <ContributionChart rows={gates} branches={branches} provenance={provenance} />
    </div>
  )
}
