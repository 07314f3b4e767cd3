import * as tf from '@tensorflow/tfjs'
import { type Stream, stream } from '../core/rng.ts'
import type { Initializer } from '../nn/initializer.ts'

export interface ModelVariable {
  readonly variable: tf.Variable
  readonly shrunk: boolean
  /** False for state, which the optimiser does not touch. */
  readonly trained: boolean
}

/** Makes a model's variables and remembers them. Names must be new. */
export interface VariableStore extends Initializer {
  readonly variables: readonly ModelVariable[]
  dispose(): void
}

let models = 0

export function variableStore(seed: number): VariableStore {
  const variables: ModelVariable[] = []
  const names = new Set<string>()
  // tfjs wants names unique over all models alive.
  const prefix = `model${models++}/`
  return {
    variables,
    rng: (name): Stream => stream(seed, `init/${name}`),
    variable(name, shape, values, options = {}) {
      if (names.has(name)) throw new Error(`variable ${name} exists already`)
      names.add(name)
      const isState = options.state === true
      const start = tf.tensor(values, [...shape], 'float32')
      const variable = tf.variable(start, !isState, prefix + name)
      start.dispose()
      variables.push({ variable, shrunk: options.shrink === true, trained: !isState })
      return variable
    },
    dispose() {
      for (const { variable } of variables) variable.dispose()
    },
  }
}

/** Those that a gradient trains. */
export const trainedOf = (variables: readonly ModelVariable[]): readonly ModelVariable[] =>
  variables.filter(({ trained }) => trained)

/** A variable's checkpoint key: its name without the model's prefix. */
export const keyOf = (variable: tf.Variable): string => variable.name.slice(variable.name.indexOf('/') + 1)
