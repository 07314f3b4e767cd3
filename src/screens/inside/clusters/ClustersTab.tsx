import { Stack } from '@mantine/core'
import type { NamedGroup } from '../../compare/view.ts'
import { ModulePanel } from '../ModulePanel.tsx'
import type { InsideSubject } from '../view.ts'
import { TransferLedger } from './TransferLedger.tsx'

interface ClustersTabProps {
  readonly groups: readonly NamedGroup[]
  readonly subject: InsideSubject
}

/** What the module shows of one run, and what its clusters gave to users with few rows. */
export function ClustersTab({ groups, subject }: ClustersTabProps) {
  const hasClusters = subject.run.config.modules['user-clusters'] !== undefined
  return (
    <Stack gap="md">
      <ModulePanel id="user-clusters" groups={groups} subject={subject} />
      {hasClusters && <TransferLedger key={subject.group.id} groups={groups} subject={subject} />}
    </Stack>
  )
}
