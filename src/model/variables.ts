import * as tf from '@tensorflow/tfjs'
import { type Stream, stream } from '../core/rng.ts'
import type { Initializer } from '../nn/initializer.ts'

export interface Trained {
  readonly variable: tf.Variable
  readonly shrunk: boolean
}

/** Makes a model's variables and remembers them. Names must be new. */
export interface VariableStore extends Initializer {
  readonly variables: readonly Trained[]
  dispose(): void
}

let models = 0

export function variableStore(seed: number): VariableStore {
  const variables: Trained[] = []
  const names = new Set<string>()
  // tfjs wants names unique over all models alive.
  const prefix = `model${models++}/`
  return {
    variables,
    rng: (name): Stream => stream(seed, `init/${name}`),
    variable(name, shape, values, options = {}) {
      if (names.has(name)) throw new Error(`variable ${name} exists already`)
      names.add(name)
      const start = tf.tensor(values, [...shape], 'float32')
      const variable = tf.variable(start, true, prefix + name)
      start.dispose()
      variables.push({ variable, shrunk: options.shrink === true })
      return variable
    },
    dispose() {
      for (const { variable } of variables) variable.dispose()
    },
  }
}

/** A variable's checkpoint key: its name without the model's prefix. */
export const keyOf = (variable: tf.Variable): string => variable.name.slice(variable.name.indexOf('/') + 1)
