import { createContext, startTransition, useContext, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { settledRuns } from '../run/settled.ts'
import type { WorkbenchActions, WorkbenchState } from './state.ts'
import type { Workbench } from './workbench.ts'

export const WorkbenchContext = createContext<Workbench | null>(null)

function useContextWorkbench(): Workbench {
  const workbench = useContext(WorkbenchContext)
  if (workbench === null) throw new Error('useWorkbench: no WorkbenchProvider above this component')
  return workbench
}

/** A raw part of the state. Select what is stored, derive with `useMemo`: a selector never builds a value. */
export function useWorkbench<T>(select: (state: WorkbenchState) => T): T {
  return useStore(useContextWorkbench(), select)
}

/** Least time between two drawings of all runs, in milliseconds. */
const PACE = 500
/** Drawing may take this share of the page's time: what takes 100 ms is drawn once in 500. */
const SHARE = 0.2

/**
 * All runs, for screens that draw from them: while one trains its events come many a second, and whoever drew each would
 * hold the page. Nothing is rendered between two readings, and a reading gives way to what a person does. The last one
 * always arrives.
 */
export function usePacedRuns(): Runs {
  return useRuns(latestOf)
}

/** All runs as they were when one last began, rested or ended, for what is read of ended runs alone. Likewise paced. */
export function useSettledRuns(): Runs {
  return useRuns(settledRuns)
}

type Runs = WorkbenchState['runs']

const latestOf = (_: Runs, now: Runs): Runs => now

/** `next` says what is to be shown, given what is shown and what is known now. */
function useRuns(next: (shown: Runs, now: Runs) => Runs): Runs {
  const workbench = useContextWorkbench()
  const [shown, setShown] = useState(() => workbench.getState().runs)
  const latest = useRef(shown)
  const begun = useRef<number | null>(null)
  const cost = useRef(0)
  useEffect(() => {
    latest.current = shown
    if (begun.current !== null) cost.current = performance.now() - begun.current
    begun.current = null
  }, [shown])
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null
    function draw(): void {
      timer = null
      begun.current = performance.now()
      startTransition(() => setShown(next(latest.current, workbench.getState().runs)))
    }
    function heard(): void {
      if (timer !== null || next(latest.current, workbench.getState().runs) === latest.current) return
      timer = setTimeout(draw, Math.max(PACE, cost.current / SHARE))
    }
    heard()
    const stop = workbench.subscribe(heard)
    return () => {
      stop()
      if (timer !== null) clearTimeout(timer)
    }
  }, [workbench, next])
  return shown
}

export function useActions(): WorkbenchActions {
  return useContextWorkbench().actions
}

/** Reads the state as it is now, for what acts at an event and draws nothing. */
export function useWorkbenchState(): () => WorkbenchState {
  return useContextWorkbench().getState
}
