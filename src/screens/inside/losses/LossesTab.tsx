import { Stack } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { LossTerms } from '../../../charts/LossTerms.tsx'
import { groupColor } from '../../../charts/palette.ts'
import { useWorkbench } from '../../../store/hooks.ts'
import { hasStarted, type NamedGroup } from '../../compare/view.ts'
import { ModulePanel } from '../ModulePanel.tsx'
import { type ChosenSubject, peersOf, stepOf } from '../view.ts'
import { CentroidHeat } from './CentroidHeat.tsx'
import { IntraInter } from './IntraInter.tsx'
import { LambdaPlane } from './LambdaPlane.tsx'
import { LossLedger } from './LossLedger.tsx'
import { ledger, ledgerCourse, ledgerLines, termCurves } from './ledger.ts'
import { SharesChart } from './SharesChart.tsx'

interface LossesTabProps {
  readonly groups: readonly NamedGroup[]
  readonly subject: ChosenSubject
}

/** What is minimised: the ledger, its shares and every term over training, and what clusters pay for being apart. */
export function LossesTab({ groups, subject }: LossesTabProps) {
  const { t } = useTranslation('inside')
  const { group, run, latest, against, step: chosen } = subject
  const wanted = useWorkbench((state) => state.view.task)
  const tasks = run.config.schema.tasks.map(({ id }) => id)
  const task = wanted !== null && tasks.includes(wanted) ? wanted : (tasks[0] ?? '')
  const upTo = chosen ?? latest.bestStep ?? Number.POSITIVE_INFINITY
  const own = useMemo(() => ledger(latest, upTo), [latest, upTo])
  const lines = useMemo(() => {
    const other = against === null ? null : ledger(against.run, chosen ?? against.run.bestStep ?? upTo)
    const seeds = group.runs.filter(hasStarted).map((one) => ledger(one, chosen ?? one.bestStep ?? upTo))
    return ledgerLines(own, other, seeds)
  }, [own, against, group, chosen, upTo])
  const course = useMemo(() => ledgerCourse(latest), [latest])
  const curves = useMemo(() => termCurves(latest), [latest])
  const peers = useMemo(() => peersOf(groups), [groups])
  const terms = useMemo(
    () =>
      curves.map((curve) => ({
        ...curve,
        weight: own.rows.find(({ name }) => name === curve.name)?.weight ?? 1,
        color: groupColor(curve.name.startsWith('task/') ? 0 : 1),
      })),
    [curves, own],
  )
  const step = stepOf(latest)
  const batchSize = latest.batchSize ?? 1
  const xMax = Math.max(1, step * batchSize)
  const provenance = { split: 'train' as const, seeds: [run.config.seed], step }
  return (
    <Stack gap="md">
      <LossLedger
        ledger={own}
        lines={lines}
        against={against?.group.name ?? null}
        provenance={{ ...provenance, step: own.step ?? step }}
      />
      <SharesChart course={course} batchSize={batchSize} xMax={xMax} provenance={provenance} />
      <LossTerms terms={terms} xMax={xMax} provenance={provenance} note={t('losses.perStep')} />
      <ModulePanel id="loss-balance" groups={groups} subject={subject} />
      <IntraInter run={latest} curves={curves} xMax={xMax} provenance={provenance} />
      <CentroidHeat run={run} peers={peers} />
      <LambdaPlane peers={peers} task={task} />
    </Stack>
  )
}
