import { Stack } from '@mantine/core'
import { useMemo } from 'react'
import { usePickTexts } from '../../../ui/use-pick-texts.ts'
import type { NamedGroup } from '../../compare/view.ts'
import { SlicePicked } from '../slices/SlicePicked.tsx'
import { useSlicePick } from '../slices/use-slice-pick.ts'
import { type ChosenSubject, peersOf } from '../view.ts'
import { DecileAuc } from './DecileAuc.tsx'
import { Microscope } from './Microscope.tsx'

interface UsersTabProps {
  readonly groups: readonly NamedGroup[]
  readonly subject: ChosenSubject
}

/** Who gains by activity, and one user's row through the model. */
export function UsersTab({ groups, subject }: UsersTabProps) {
  const t = usePickTexts()
  const picking = useSlicePick(subject)
  const peers = useMemo(() => peersOf(groups), [groups])
  return (
    <Stack gap="md">
      <SlicePicked picking={picking} />
      <DecileAuc groups={groups} subject={subject} />
      <Microscope
        run={subject.latest}
        peers={peers}
        onSlice={({ index, place, decile }, count) => {
          const name = t(decile === 0 ? 'userAbsent' : 'user', { place: place + 1, count, decile })
          picking.pick({ kind: 'user', user: index, name })
        }}
      />
    </Stack>
  )
}
