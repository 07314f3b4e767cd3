import type { Schema } from './schema.ts'

/** Index of the task that a task requires; −1 for none. */
export const requiredBy = ({ tasks }: Schema, task: number): number =>
  tasks.findIndex(({ id }) => id === tasks[task]?.requires)

/** Positions of rows that are 1 in a task and 0 in the one that it requires. */
export function brokenChain(schema: Schema, labels: Float32Array, task: number): Uint32Array {
  const count = schema.tasks.length
  const required = requiredBy(schema, task)
  const broken: number[] = []
  for (let at = 0; required >= 0 && at < labels.length; at += count) {
    if (labels[at + task] === 1 && labels[at + required] === 0) broken.push(at / count)
  }
  return Uint32Array.from(broken)
}

/** Labels in which whatever a task requires, and what that requires in turn, is 1 wherever the task is. */
export function withRequired(schema: Schema, labels: Float32Array, task: number): Float32Array {
  const count = schema.tasks.length
  const mended = labels.slice()
  for (let at = 0; at < mended.length; at += count) {
    if (mended[at + task] !== 1) continue
    for (let next = requiredBy(schema, task); next >= 0; next = requiredBy(schema, next))
      mended[at + next] = 1
  }
  return mended
}
