import type { Schema } from '../../core/data/schema.ts'

/** The name, with a number behind it where another task has it. */
export function freeTaskId(schema: Schema, name: string): string {
  const taken = new Set(schema.tasks.map(({ id }) => id))
  if (!taken.has(name)) return name
  let n = 2
  while (taken.has(`${name} (${n})`)) n++
  return `${name} (${n})`
}

/** The schema without a task; tasks that required it require nothing. */
export function withoutTask(schema: Schema, id: string): Schema {
  const tasks = schema.tasks
    .filter((task) => task.id !== id)
    .map((task) => (task.requires === id ? { ...task, requires: null } : task))
  return { ...schema, tasks }
}

/** The schema with a task under another name, also where other tasks require it. */
export function withRenamedTask(schema: Schema, id: string, name: string): Schema {
  const named = (own: string): string => (own === id ? name : own)
  const tasks = schema.tasks.map((task) => ({
    ...task,
    id: named(task.id),
    requires: task.requires === null ? null : named(task.requires),
  }))
  return { ...schema, tasks }
}
