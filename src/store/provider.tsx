import type { ReactNode } from 'react'
import { WorkbenchContext } from './hooks.ts'
import type { Workbench } from './workbench.ts'

interface WorkbenchProviderProps {
  readonly workbench: Workbench
  readonly children: ReactNode
}

export function WorkbenchProvider({ workbench, children }: WorkbenchProviderProps) {
  return <WorkbenchContext value={workbench}>{children}</WorkbenchContext>
}
