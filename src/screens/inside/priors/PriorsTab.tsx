import { Stack } from '@mantine/core'
import { ModulePanel } from '../ModulePanel.tsx'
import type { InsideSubject } from '../view.ts'
import { Neutralise } from './Neutralise.tsx'
import { canNeutralise } from './view.ts'

/** Weights by field, by value and by scene, what they are worth, and what the model knows of the priors. */
export function PriorsTab({ subject }: { readonly subject: InsideSubject }) {
  return (
    <Stack gap="md">
      <ModulePanel id="prior-gate" subject={subject} />
      {canNeutralise(subject.run) && <Neutralise key={subject.run.id} run={subject.run} />}
      <ModulePanel id="prior-auxiliary" subject={subject} />
    </Stack>
  )
}
