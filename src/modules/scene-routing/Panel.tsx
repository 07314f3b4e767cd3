import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { SCENE_CONFLICT } from '../../run/events.ts'
import type { PanelProps } from '../panel-props.ts'
import { CollapseChart } from './panel/CollapseChart.tsx'
import { ConflictChart } from './panel/ConflictChart.tsx'
import { ContributionChart } from './panel/ContributionChart.tsx'
import { DeviationChart } from './panel/DeviationChart.tsx'
import { GateChart } from './panel/GateChart.tsx'
import { TaskGateChart } from './panel/TaskGateChart.tsx'
import { conflictSpreads, gateCourse, gateSpreads, ownGroup } from './view/seeds.ts'
import { branchesOf, collapseOf, conflictOf, deviationRowsOf, gateRowsOf, taskGatesOf } from './view.ts'

/** Gates, effective contributions and collapse of experts; STAR's factors; gates of tasks; how scenes pull on what they share. */
export default function Panel(props: PanelProps<'scene-routing'>) {
  const { config, run, peers, onSlice, canTellRows } = props
  const { t } = useTranslation('scene-routing')
  const gates = useMemo(() => gateRowsOf(run), [run])
  const deviations = useMemo(() => deviationRowsOf(run), [run])
  const conflict = useMemo(() => conflictOf(run), [run])
  const conflictStep = run.snapshots.get(SCENE_CONFLICT)?.step
  const ofTasks = useMemo(() => taskGatesOf(run), [run])
  const branches = useMemo(() => branchesOf(config, run.observed?.sceneNames ?? []), [config, run])
  const collapse = useMemo(() => collapseOf(run, branches), [run, branches])
  const names = branches.map(({ kind, number, scene }) => t(`branch.${kind}`, { number, scene }))
  const factsOf = (tap: string) => {
    const step = run.snapshots.get(`scene-routing/${tap}`)?.step
    return {
      seeds: [run.config.seed],
      ...(step === undefined ? {} : { step }),
      ...(run.observed === null ? {} : { observed: run.observed.sceneIds.length }),
    }
  }
  const group = useMemo(() => ownGroup(run, peers), [run, peers])
  const course = useMemo(() => gateCourse(run), [run])
  const gateSpread = useMemo(() => gateSpreads(group, (row) => row.gate), [group])
  const arriving = useMemo(() => gateSpreads(group, (row) => row.contribution), [group])
  const isStar = config.architecture === 'star'
  return (
    <div
      style={{
        display: 'grid',
        gap: 14,
        gridTemplateColumns: 'repeat(auto-fit, minmax(440px, 1fr))',
      }}
    >
      {isStar && <DeviationChart rows={deviations} provenance={factsOf('deviation')} />}
      {!isStar && branches.length === 0 && <p className="sc-sub">{t('panel.noGate')}</p>}
      {branches.length > 0 && (
        <>
          <GateChart
            rows={gates}
            branches={names}
            spreads={gateSpread}
            course={course}
            provenance={factsOf('gate')}
            onSlice={onSlice}
            canTellRows={canTellRows}
          />
          <ContributionChart
            rows={gates}
            branches={names}
            spreads={arriving}
            provenance={factsOf('contribution')}
          />
          <CollapseChart collapse={collapse} branches={names} provenance={factsOf('silent')} />
        </>
      )}
      {ofTasks !== null && (
        <TaskGateChart
          gates={ofTasks}
          tasks={run.config.schema.tasks.map(({ id }) => id)}
          hasOwn={config.taskExperts === 'ple'}
          provenance={factsOf('taskGate')}
        />
      )}
      <ConflictChart
        conflict={conflict}
        spreads={conflictSpreads(group)}
        provenance={{
          split: 'train',
          seeds: [run.config.seed],
          ...(conflictStep === undefined ? {} : { step: conflictStep }),
        }}
      />
    </div>
  )
}
