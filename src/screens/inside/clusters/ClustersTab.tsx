import { Stack } from '@mantine/core'
import { usePickTexts } from '../../../ui/use-pick-texts.ts'
import type { NamedGroup } from '../../compare/view.ts'
import { ModulePanel } from '../ModulePanel.tsx'
import { SlicePicked } from '../slices/SlicePicked.tsx'
import { useSlicePick } from '../slices/use-slice-pick.ts'
import type { ChosenSubject } from '../view.ts'
import { TransferLedger } from './TransferLedger.tsx'

interface ClustersTabProps {
  readonly groups: readonly NamedGroup[]
  readonly subject: ChosenSubject
}

/** What the module shows of one run, and what its clusters gave to users with few rows. */
export function ClustersTab({ groups, subject }: ClustersTabProps) {
  const t = usePickTexts()
  const picking = useSlicePick(subject)
  const onSlice = picking.canTellRows ? picking.pick : null
  const hasClusters = subject.run.config.modules['user-clusters'] !== undefined
  return (
    <Stack gap="md">
      <SlicePicked picking={picking} />
      {hasClusters && onSlice === null && (
        <p className="sc-sub" style={{ margin: 0 }}>
          {t('onlyKept')}
        </p>
      )}
      <ModulePanel id="user-clusters" groups={groups} subject={subject} onSlice={onSlice} />
      {hasClusters && (
        <TransferLedger key={subject.group.id} groups={groups} subject={subject} onSlice={onSlice} />
      )}
    </Stack>
  )
}
