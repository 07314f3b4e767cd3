import { useMemo } from 'react'
import { useWorkbench } from '../../store/hooks.ts'
import { freeableKeys } from '../../store/unfinished.ts'

/** Bytes of checkpoints that nothing which waits or trains goes on from. */
export function useFreeable(): number {
  const runs = useWorkbench((state) => state.runs)
  const queue = useWorkbench((state) => state.queue)
  const keep = useWorkbench((state) => state.keep)
  return useMemo(() => {
    const keys = freeableKeys({ runs, queue, keep })
    return keep.checkpoints.reduce((sum, { key, bytes }) => sum + (keys.has(key) ? bytes : 0), 0)
  }, [runs, queue, keep])
}
