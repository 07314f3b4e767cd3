import { describe, expect, it } from 'vitest'
import type { Graph, Op, Operand } from './graph.ts'
import { type RowOp, restricted, scheduled } from './rows.ts'

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
  ]),
  ops,
  outputs: new Map(Object.entries(outputs)),
})
const kernels = (rows: readonly RowOp[]): readonly string[] =>
  rows.map(({ op, way }) => `${op.kernel} ${way}`)
const X = new Set(['x'])

describe('a schedule over rows', () => {
  it('centres a batch in two runs, what lies between them stored', () => {
    const ops = [
      op('Square', [f(0, 8, 2)], f(2, 8, 2)),
      op('Mean', [f(2, 8, 2)], f(3, 2), { axis: [0] }),
      op('Neg', [f(3, 2)], f(4, 2)),
      op('Add', [f(2, 8, 2), f(4, 2)], f(5, 8, 2)),
    ]
    const { before, phases, stored } = scheduled(graphOf(ops, { y: f(5, 8, 2) }), 8, X)
    expect(before).toEqual([])
    expect(phases.map(({ rows }) => kernels(rows))).toEqual([['Square rows', 'Mean sum'], ['Add rows']])
    expect(phases.map(({ whole }) => whole.map(({ kernel }) => kernel))).toEqual([['Neg'], []])
    expect([...stored].sort()).toEqual([2, 5])
  })

  it('takes a product with weights by rows, and the weights’ gradient as a sum', () => {
    const ops = [
      op('BatchMatMul', [f(0, 8, 3), f(1, 3, 4)], f(2, 8, 4)),
      op('BatchMatMul', [f(0, 8, 3), f(2, 8, 4)], f(3, 3, 4), { transposeA: true }),
      op('BatchMatMul', [f(0, 8, 3), f(0, 8, 3)], f(4, 8, 8), { transposeB: true }),
    ]
    const { phases } = scheduled(graphOf(ops, { g: f(3, 3, 4), all: f(4, 8, 8) }), 8, X)
    expect(phases.map(({ rows }) => kernels(rows))).toEqual([['BatchMatMul rows', 'BatchMatMul sum']])
    expect(phases[0]?.whole).toEqual([ops[2]])
  })

  it('does what reads no row before all', () => {
    const ops = [op('Exp', [f(1, 3, 4)], f(2, 3, 4)), op('Sum', [f(2, 3, 4)], f(3), {})]
    expect(scheduled(graphOf(ops, { y: f(3) }), 8, X)).toMatchObject({ before: ops, phases: [] })
  })

  it('cuts the axis that counts rows, also where it counts several for each row', () => {
    const ops = [op('Multiply', [f(0, 24, 5), f(1, 1, 5)], f(2, 24, 5))]
    const { phases } = scheduled(graphOf(ops, { y: f(2, 24, 5) }), 8, X)
    const only = phases[0]?.rows[0] as RowOp
    const { inputs, outputs } = restricted(only, 8, 2)
    expect(inputs.map(({ shape }) => shape)).toEqual([
      [6, 5],
      [1, 5],
    ])
    expect(outputs[0]?.shape).toEqual([6, 5])
  })
})
