import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
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

export function useActions(): WorkbenchActions {
  return useContextWorkbench().actions
}

/** Reads the state as it is now, for what acts at an event and draws nothing. */
export function useWorkbenchState(): () => WorkbenchState {
  return useContextWorkbench().getState
}
