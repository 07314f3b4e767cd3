import { useState } from 'react'
import { useWorkbench } from '../../../store/hooks.ts'

/** The slice that a chart asks about: another may be chosen for it alone, until all screens look at a new one. */
export function useFollowedSlice(): readonly [string | null, (slice: string | null) => void] {
  const shared = useWorkbench((state) => state.view.slice)
  const [followed, setFollowed] = useState(shared)
  const [slice, setSlice] = useState(shared)
  if (followed !== shared) {
    setFollowed(shared)
    setSlice(shared)
  }
  return [slice, setSlice]
}
