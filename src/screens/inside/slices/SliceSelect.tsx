import { NativeSelect } from '@mantine/core'
import type { SliceChoice } from './use-slice-choice.ts'

/** Slices have long names: what stands beside them keeps its room. */
export const MOST_WIDE = 260

interface SliceSelectProps {
  readonly label: string
  readonly choice: SliceChoice
}

/** Which slice a chart is of. */
export function SliceSelect({ label, choice: { slice, options, choose } }: SliceSelectProps) {
  return (
    <NativeSelect
      size="xs"
      maw={MOST_WIDE}
      aria-label={label}
      value={slice ?? ''}
      onChange={(event) => choose(event.currentTarget.value || null)}
      data={[...options]}
    />
  )
}
