import { describe, expect, it } from 'vitest'
import { foldedSplats, fused, ownOutputs, partialKey } from './fuse.ts'
import type { Graph, Op, Operand } from './graph.ts'

const f = (buffer: number, ...shape: number[]): Operand => ({ buffer, shape, dtype: 'float32' })
const op = (kernel: string, inputs: Operand[], output: Operand, attributes: Op['attributes'] = {}): Op => ({
  kernel,
  inputs,
  attributes,
  outputs: [output],
})
const graphOf = (ops: Op[], outputs: Record<string, Operand>): Graph => ({
  leaves: new Map([
    [0, { kind: 'input', name: 'x' }],
    [1, { kind: 'variable', name: 'w' }],
    [2, { kind: 'constant', values: Float32Array.of(2, 2) }],
  ]),
  ops,
  outputs: new Map(Object.entries(outputs)),
})
const LIMITS = { levels: 8, small: 64 }
const laid = (graph: Graph, limits = LIMITS) => fused(graph, 128, new Set(['x']), limits)
const kernelsOf = (graph: Graph, limits = LIMITS) =>
  laid(graph, limits).launches.map((launch) =>
    launch.map(({ team, levels }) => [
      team,
      levels.map((level) =>
        level.map(({ tasks }) => tasks.map(({ kind, op: { kernel } }) => `${kind} ${kernel}`)),
      ),
    ]),
  )

describe('fusion', () => {
  it('joins a product and what follows element by element in one loop, nothing between stored', () => {
    const ops = [
      op('BatchMatMul', [f(0, 128, 8), f(1, 8, 4)], f(3, 128, 4)),
      op('Add', [f(3, 128, 4), f(4, 4)], f(5, 128, 4)),
      op('Relu', [f(5, 128, 4)], f(6, 128, 4)),
    ]
    const graph = graphOf(ops, { y: f(6, 128, 4) })
    expect(kernelsOf(graph)).toEqual([[['rows', [[['op BatchMatMul', 'op Add', 'op Relu']]]]]])
    expect([...laid(graph).lives.keys()]).toEqual([6])
  })

  it('puts a barrier where other elements are read, and a launch where the levels end', () => {
    const ops = [3, 4, 5].map((buffer) =>
      op('Softmax', [f(buffer === 3 ? 0 : buffer - 1, 128, 4)], f(buffer, 128, 4)),
    )
    const graph = graphOf(ops, { y: f(5, 128, 4) })
    expect(kernelsOf(graph)).toHaveLength(1)
    expect(kernelsOf(graph, { ...LIMITS, levels: 2 })).toHaveLength(2)
  })

  it('sums over the batch by groups, then over groups', () => {
    const ops = [op('Sum', [f(0, 128, 4)], f(3, 4), { axis: [0] }), op('Neg', [f(3, 4)], f(4, 4))]
    const graph = graphOf(ops, { y: f(4, 4) })
    expect(kernelsOf(graph)).toEqual([
      [['wide', [[['partial Sum']]]]],
      [['small', [[['combine Sum', 'op Neg']]]]],
    ])
    expect(laid(graph).lives.get(partialKey(3))).toEqual({ size: 16, from: 0, to: 1 })
  })

  it('adds table rows as integers before they are floats', () => {
    const ids: Operand = { buffer: 0, shape: [128], dtype: 'int32' }
    const ops = [op('EmbeddingGrad', [f(1, 128, 4), ids], f(3, 9, 4), { rows: 9 })]
    expect(kernelsOf(graphOf(ops, { y: f(3, 9, 4) }))).toEqual([
      [['wide', [[['scatter EmbeddingGrad']]]]],
      [['wide', [[['convert EmbeddingGrad']]]]],
    ])
  })

  it('folds operations on constants of equal elements alone', () => {
    const ops = [op('Multiply', [f(2, 2), f(2, 2)], f(3, 2)), op('Multiply', [f(3, 2), f(1, 2)], f(4, 2))]
    const graph = foldedSplats(graphOf(ops, { y: f(4, 2) }))
    expect(graph.ops.map(({ outputs: [output] }) => output?.buffer)).toEqual([4])
    expect(graph.leaves.get(3)).toEqual({ kind: 'constant', values: Float32Array.of(4, 4) })
  })

  it('gives equal outputs buffers of their own', () => {
    const graph = ownOutputs(
      graphOf([op('Neg', [f(1, 2)], f(3, 2))], { 'g/a': f(3, 2), 'g/b': f(3, 2) }),
      'g/',
    )
    expect([...graph.outputs.values()].map(({ buffer }) => buffer)).toEqual([3, 4])
    expect(graph.ops.map(({ kernel }) => kernel)).toEqual(['Neg', 'AddN'])
  })
})
