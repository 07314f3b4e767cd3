import * as tf from '@tensorflow/tfjs'

type Handed = Readonly<Record<string, tf.Tensor | null>>

/** Tensors that a step makes, or null where it has none, and the write after it reads; they outlive the step's own scope. */
export interface HandedOn<Tensors extends Handed> {
  give(tensors: Tensors): void
  /** Calls `write` with what the last step gave, in a tidy, and lets go of it; false where no step gave any. */
  take(write: (tensors: Tensors) => void): boolean
}

export function handedOn<Tensors extends Handed>(): HandedOn<Tensors> {
  let held: Tensors | null = null
  return {
    give(tensors) {
      if (held !== null) dispose(held)
      const kept = Object.entries(tensors).map(
        ([name, tensor]) => [name, tensor === null ? null : tf.keep(tf.clone(tensor))] as const,
      )
      held = Object.fromEntries(kept) as unknown as Tensors
    },
    take(write) {
      if (held === null) return false
      const given = held
      held = null
      tf.tidy(() => write(given))
      dispose(given)
      return true
    },
  }
}

const dispose = (tensors: Handed): void =>
  tf.dispose(Object.values(tensors).filter((tensor) => tensor !== null))
