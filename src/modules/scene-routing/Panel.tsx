import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { SCENE_CONFLICT } from '../../run/events.ts'
import type { PanelProps } from '../panel-props.ts'
import { ConflictChart } from './panel/ConflictChart.tsx'
import { ContributionChart } from './panel/ContributionChart.tsx'
import { DeviationChart } from './panel/DeviationChart.tsx'
import { GateChart } from './panel/GateChart.tsx'
import { conflictOf, deviationRowsOf, gateRowsOf } from './view.ts'

/** Gate matrix and effective contribution, or the deviation of STAR's factors; and how scenes pull on what they share. */
export default function Panel({ config, run }: PanelProps<'scene-routing'>) {
  const { t } = useTranslation('scene-routing')
  const gates = useMemo(() => gateRowsOf(run), [run])
  const deviations = useMemo(() => deviationRowsOf(run), [run])
  const conflict = useMemo(() => conflictOf(run), [run])
  const conflictStep = run.snapshots.get(SCENE_CONFLICT)?.step
  const isStar = config.architecture === 'star'
  const step = run.snapshots.get(isStar ? 'scene-routing/deviation' : 'scene-routing/gate')?.step
  const facts = { seeds: [run.config.seed], ...(step === undefined ? {} : { step }) }
  const pulling = (
    <ConflictChart
      conflict={conflict}
      provenance={{
        split: 'train',
        seeds: [run.config.seed],
        ...(conflictStep === undefined ? {} : { step: conflictStep }),
      }}
    />
  )
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
      {isStar ? (
        <DeviationChart rows={deviations} provenance={facts} />
      ) : (
        <>
          <GateChart rows={gates} branches={branches} provenance={provenance} />
          <ContributionChart rows={gates} branches={branches} provenance={provenance} />
        </>
      )}
      {pulling}
    </div>
  )
}
