import { Stack } from '@mantine/core'
import type { NamedGroup } from '../../compare/view.ts'
import type { InsideSubject } from '../view.ts'
import { DecileAuc } from './DecileAuc.tsx'
import { Microscope } from './Microscope.tsx'

interface UsersTabProps {
  readonly groups: readonly NamedGroup[]
  readonly subject: InsideSubject
}

/** Who gains by activity, and one user's row through the model. */
export function UsersTab({ groups, subject }: UsersTabProps) {
  return (
    <Stack gap="md">
      <DecileAuc groups={groups} subject={subject} />
      <Microscope run={subject.run} />
    </Stack>
  )
}
