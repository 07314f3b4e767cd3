import type { BuildContext } from '../../../model/stage.ts'

type Tasks = BuildContext['tasks']

/** Tasks from the root to `task`, in order. */
export function pathTo(tasks: Tasks, task: number): readonly number[] {
  const requires = tasks[task]?.requires ?? null
  return requires === null ? [task] : [...pathTo(tasks, indexOf(tasks, requires)), task]
}

export interface Pair {
  readonly later: number
  readonly required: number
}

/** Each task that requires another, in the tasks' order. */
export const pairsOf = (tasks: Tasks): readonly Pair[] =>
  tasks.flatMap(({ requires }, later) =>
    requires === null ? [] : [{ later, required: indexOf(tasks, requires) }],
  )

function indexOf(tasks: Tasks, id: string): number {
  const index = tasks.findIndex((task) => task.id === id)
  if (index < 0) throw new Error(`task-chain: no task ${id}`)
  return index
}
