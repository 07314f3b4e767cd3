import { Stack } from '@mantine/core'
import { useMemo } from 'react'
import type { NamedGroup } from '../../compare/view.ts'
import { type ChosenSubject, peersOf } from '../view.ts'
import { DecileAuc } from './DecileAuc.tsx'
import { Microscope } from './Microscope.tsx'

interface UsersTabProps {
  readonly groups: readonly NamedGroup[]
  readonly subject: ChosenSubject
}

/** Who gains by activity, and one user's row through the model. */
export function UsersTab({ groups, subject }: UsersTabProps) {
  const peers = useMemo(() => peersOf(groups), [groups])
  return (
    <Stack gap="md">
      <DecileAuc groups={groups} subject={subject} />
      <Microscope run={subject.latest} peers={peers} />
    </Stack>
  )
}
