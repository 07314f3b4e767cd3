import * as tf from '@tensorflow/tfjs'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { dense } from '../nn/dense.ts'
import { useBackend } from '../testing/backend.ts'
import { keyOf, trainedOf, type VariableStore, variableStore } from './variables.ts'

beforeAll(() => useBackend('cpu'))

let stores: VariableStore[] = []
afterEach(() => {
  for (const store of stores) store.dispose()
  stores = []
})
/** A store in which these layers were made, in this order. */
function storeWith(seed: number, names: readonly string[]): VariableStore {
  const store = variableStore(seed)
  stores.push(store)
  for (const name of names) dense(store, name, 5, 4)
  return store
}
/** Bytes of every variable by its key. */
const bytesOf = ({ variables }: VariableStore): ReadonlyMap<string, readonly number[]> =>
  new Map(
    variables.map(({ variable }) => [
      keyOf(variable),
      Array.from(new Uint8Array(Float32Array.from(variable.dataSync()).buffer)),
    ]),
  )

describe('initial values', () => {
  it('are the same bytes for the same seed and name, whatever else is made and in whatever order', () => {
    const alone = bytesOf(storeWith(1, ['tower']))
    const after = bytesOf(storeWith(1, ['gate', 'tower', 'expert']))
    for (const [key, bytes] of alone) expect(after.get(key)).toEqual(bytes)
    expect(bytesOf(storeWith(1, ['expert', 'tower', 'gate']))).toEqual(after)
  })

  it('are others for another seed, and for another name', () => {
    const one = bytesOf(storeWith(1, ['a', 'b']))
    expect(bytesOf(storeWith(2, ['a'])).get('a/weights')).not.toEqual(one.get('a/weights'))
    expect(one.get('b/weights')).not.toEqual(one.get('a/weights'))
  })
})

describe('the store', () => {
  it('refuses a name twice, but not in two models alive at once', () => {
    const store = storeWith(1, ['a'])
    expect(() => dense(store, 'a', 2, 2)).toThrow('a/weights')
    expect([...bytesOf(storeWith(1, ['a'])).keys()]).toEqual(['a/weights', 'a/bias'])
  })

  it('keeps state apart from what is trained', () => {
    const store = variableStore(1)
    store.variable('weights', [1], Float32Array.of(1))
    store.variable('memory', [1], Float32Array.of(1), { state: true })
    expect(trainedOf(store.variables).map(({ variable }) => keyOf(variable))).toEqual(['weights'])
    expect(store.variables.map(({ variable }) => variable.trainable)).toEqual([true, false])
    store.dispose()
  })

  it('remembers which variables shrink', () => {
    const store = storeWith(1, [])
    store.variable('users', [2], new Float32Array(2), { shrink: true })
    store.variable('items', [2], new Float32Array(2))
    expect(store.variables.map(({ shrunk }) => shrunk)).toEqual([true, false])
  })

  it('holds one tensor a variable, and gives them back', () => {
    const before = tf.memory().numTensors
    const store = variableStore(1)
    dense(store, 'a', 3, 2)
    expect(tf.memory().numTensors).toBe(before + 2)
    store.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})
