/** Column `task` of logits [N, T]. */
export function logitsOf(logits: Float32Array, tasks: number, task: number): Float32Array {
  return Float32Array.from({ length: logits.length / tasks }, (_, i) => logits[i * tasks + task] as number)
}

/** The same as probabilities, in 32 bits as in the test report. */
export const probabilitiesOf = (logits: Float32Array, tasks: number, task: number): Float32Array =>
  logitsOf(logits, tasks, task).map((z) => 1 / (1 + Math.exp(-z)))
