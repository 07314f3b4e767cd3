import * as tf from '@tensorflow/tfjs'

/** Tensors that a step makes and the write after it reads; they outlive the step's own scope. */
export interface HandedOn {
  give(...tensors: readonly tf.Tensor[]): void
  /** Calls `write` with what the last step gave, in a tidy, and lets go of it; nothing where no step gave any. */
  take(write: (...tensors: readonly tf.Tensor[]) => void): void
}

export function handedOn(): HandedOn {
  let held: readonly tf.Tensor[] = []
  return {
    give(...tensors) {
      tf.dispose([...held])
      held = tensors.map((tensor) => tf.keep(tf.clone(tensor)))
    },
    take(write) {
      if (held.length === 0) return
      const given = held
      held = []
      tf.tidy(() => write(...given))
      tf.dispose([...given])
    },
  }
}
