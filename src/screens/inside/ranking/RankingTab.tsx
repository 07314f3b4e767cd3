import { Stack } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { NamedGroup } from '../../compare/view.ts'
import { ModulePanel } from '../ModulePanel.tsx'
import { SlicePicked } from '../slices/SlicePicked.tsx'
import { useSlicePick } from '../slices/use-slice-pick.ts'
import type { ChosenSubject } from '../view.ts'
import { FusionLab } from './FusionLab.tsx'
import { SlopeLab } from './SlopeLab.tsx'
import { Transition } from './Transition.tsx'
import { Trust } from './Trust.tsx'
import { canBeAsked, partnersOf } from './view.ts'

interface RankingTabProps {
  readonly groups: readonly NamedGroup[]
  readonly subject: ChosenSubject
}

/** Slopes of scores and rules, goals fused to one order, and what modules say of their own ranking. */
export function RankingTab({ groups, subject }: RankingTabProps) {
  const { t } = useTranslation('ranking')
  const partners = useMemo(() => partnersOf(groups, subject), [groups, subject])
  const { run, group } = subject
  const picking = useSlicePick(subject)
  const onPick = picking.pick
  const hasChain = run.config.schema.tasks.some(({ requires }) => requires !== null)
  return (
    <Stack gap="md">
      <SlicePicked picking={picking} />
      {canBeAsked(run) ? (
        <>
          <SlopeLab key={`slope ${group.id}`} {...{ subject, partners, onPick }} />
          <Trust key={`trust ${group.id}`} {...{ subject, onPick }} />
          {hasChain && <Transition key={`transition ${group.id}`} {...{ subject, partners, onPick }} />}
          <FusionLab key={`fusion ${group.id}`} subject={subject} />
        </>
      ) : (
        <div className="sc-figure" style={{ padding: '40px 24px', textAlign: 'center' }}>
          {t('notEnded')}
        </div>
      )}
      <ModulePanel id="task-chain" groups={groups} subject={subject} />
      <ModulePanel id="interactions" groups={groups} subject={subject} />
    </Stack>
  )
}
