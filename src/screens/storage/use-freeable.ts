import { useMemo } from 'react'
import { useWorkbench } from '../../store/hooks.ts'
import type { Amount } from '../../store/kept.ts'
import { freeableKeys } from '../../store/unfinished.ts'

/** Checkpoints that nothing which waits or trains goes on from. */
export function useFreeable(): Amount {
  const runs = useWorkbench((state) => state.runs)
  const queue = useWorkbench((state) => state.queue)
  const keep = useWorkbench((state) => state.keep)
  return useMemo(() => {
    const keys = freeableKeys({ runs, queue, keep })
    const bytes = keep.checkpoints.reduce((sum, { key, bytes }) => sum + (keys.has(key) ? bytes : 0), 0)
    return { count: keys.size, bytes }
  }, [runs, queue, keep])
}
