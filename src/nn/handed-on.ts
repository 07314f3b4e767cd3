import * as tf from '@tensorflow/tfjs'

/** Tensors that a step makes and the write after it reads; they outlive the step's own scope. */
export interface HandedOn<Tensors extends Readonly<Record<string, tf.Tensor>>> {
  give(tensors: Tensors): void
  /** Calls `write` with what the last step gave, in a tidy, and lets go of it; false where no step gave any. */
  take(write: (tensors: Tensors) => void): boolean
}

export function handedOn<Tensors extends Readonly<Record<string, tf.Tensor>>>(): HandedOn<Tensors> {
  let held: Tensors | null = null
  return {
    give(tensors) {
      if (held !== null) tf.dispose(Object.values(held))
      const kept = Object.entries(tensors).map(([name, tensor]) => [name, tf.keep(tf.clone(tensor))] as const)
      held = Object.fromEntries(kept) as unknown as Tensors
    },
    take(write) {
      if (held === null) return false
      const given = held
      held = null
      tf.tidy(() => write(given))
      tf.dispose(Object.values(given))
      return true
    },
  }
}
