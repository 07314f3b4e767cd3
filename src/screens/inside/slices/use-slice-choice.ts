import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SliceAsked } from '../../../core/metrics/asked-slice.ts'
import type { Run } from '../../../run/run.ts'
import { useWorkbench } from '../../../store/hooks.ts'
import { sliceName } from '../../compare/slices/words.ts'
import { useFollowedSlice } from './use-followed-slice.ts'
import { askedOf, slicesFor } from './view.ts'

export interface SliceChoice {
  readonly slice: string | null
  /** As the trainer is asked about it. */
  readonly asked: SliceAsked
  readonly options: readonly { readonly value: string; readonly label: string }[]
  choose(slice: string | null): void
  /** What a chart says of its rows; null for all of them. */
  textOf(slice: string | null): string | null
}

/** The slice of one chart of a run: the one that all screens look at, until another is chosen here. */
export function useSliceChoice(run: Run): SliceChoice {
  const { t } = useTranslation('slices')
  const saved = useWorkbench((state) => state.view.compare.slices)
  const slices = useMemo(() => slicesFor(run, saved), [run, saved])
  const [wanted, choose] = useFollowedSlice()
  const slice = slices.includes(wanted) ? wanted : null
  const asked = useMemo(() => askedOf(slice, saved), [slice, saved])
  const options = useMemo(
    () => slices.map((one) => ({ value: one ?? '', label: sliceName(t, one, saved) })),
    [slices, saved, t],
  )
  return {
    slice,
    asked,
    options,
    choose,
    textOf: (of) => (of === null ? null : sliceName(t, of, saved)),
  }
}
