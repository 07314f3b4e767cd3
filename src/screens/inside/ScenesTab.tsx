import { Stack } from '@mantine/core'
import type { NamedGroup } from '../compare/view.ts'
import { DoctorChart } from './DoctorChart.tsx'
import { ModulePanel } from './ModulePanel.tsx'
import { SceneAuc } from './SceneAuc.tsx'
import { SlicePicked } from './slices/SlicePicked.tsx'
import { useSlicePick } from './slices/use-slice-pick.ts'
import type { ChosenSubject } from './view.ts'

interface ScenesTabProps {
  readonly groups: readonly NamedGroup[]
  readonly subject: ChosenSubject
}

/** What routes scenes, what it is worth, and where it went wrong. */
export function ScenesTab({ groups, subject }: ScenesTabProps) {
  const picking = useSlicePick(subject)
  return (
    <Stack gap="md">
      <SlicePicked picking={picking} />
      <DoctorChart run={subject.run} />
      <ModulePanel
        id="scene-routing"
        groups={groups}
        subject={subject}
        onSlice={picking.pick}
        canTellRows={picking.canTellRows}
      />
      <SceneAuc subject={subject} onSlice={picking.pick} />
    </Stack>
  )
}
