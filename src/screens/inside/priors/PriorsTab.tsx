import { Stack } from '@mantine/core'
import type { NamedGroup } from '../../compare/view.ts'
import { ModulePanel } from '../ModulePanel.tsx'
import { SlicePicked } from '../slices/SlicePicked.tsx'
import { useSlicePick } from '../slices/use-slice-pick.ts'
import type { ChosenSubject } from '../view.ts'
import { Neutralise } from './Neutralise.tsx'
import { canNeutralise } from './view.ts'

interface PriorsTabProps {
  readonly groups: readonly NamedGroup[]
  readonly subject: ChosenSubject
}

/** Weights by field, by value and by scene, what they are worth, and what the model knows of the priors. */
export function PriorsTab({ groups, subject }: PriorsTabProps) {
  const picking = useSlicePick(subject)
  return (
    <Stack gap="md">
      <SlicePicked picking={picking} />
      <ModulePanel id="prior-gate" groups={groups} subject={subject} onSlice={picking.pick} />
      {canNeutralise(subject.run) && <Neutralise key={subject.run.id} subject={subject} />}
      <ModulePanel id="prior-auxiliary" groups={groups} subject={subject} />
    </Stack>
  )
}
