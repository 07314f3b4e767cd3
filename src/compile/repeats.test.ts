import { describe, expect, it } from 'vitest'
import type { Graph, Op, Operand } from './graph.ts'
import { withoutRepeats } from './repeats.ts'

const f = (buffer: number, ...shape: number[]): Operand => ({ buffer, shape, dtype: 'float32' })
const op = (kernel: string, inputs: Operand[], output: Operand): Op => ({
  kernel,
  inputs,
  attributes: {},
  outputs: [output],
})
/** 0: x [6, 1]; 1: y [6, 4]; 2: ones [6, 4]; 3: the number 4; 4: row [1, 4]. */
const leaves: Graph['leaves'] = new Map([
  [0, { kind: 'input', name: 'x' }],
  [1, { kind: 'input', name: 'y' }],
  [2, { kind: 'constant', values: new Float32Array(24).fill(1) }],
  [3, { kind: 'constant', values: Float32Array.of(4) }],
  [4, { kind: 'variable', name: 'row' }],
])
const [x, y, ones, four, row] = [f(0, 6, 1), f(1, 6, 4), f(2, 6, 4), f(3), f(4, 1, 4)]
const repeat = op('Multiply', [x, ones], f(10, 6, 4))
const shown = (ops: readonly Op[]): string[] =>
  ops.map(({ kernel, inputs, outputs }) =>
    [kernel, ...[...inputs, ...outputs].map(({ shape }) => shape.join('×'))].join(' '),
  )
const simpler = (ops: Op[], output: Operand): string[] =>
  shown(withoutRepeats({ leaves, ops, outputs: new Map([['z', output]]) }).ops)

describe('repeats', () => {
  it('are read as the few values that they are', () => {
    expect(simpler([repeat, op('Multiply', [f(10, 6, 4), y], f(11, 6, 4))], f(11, 6, 4))).toEqual([
      'Multiply 6×1 6×4 6×4',
    ])
  })

  it('stay few through operations with one number, and by themselves', () => {
    const ops = [
      repeat,
      op('RealDiv', [f(10, 6, 4), four], f(11, 6, 4)),
      op('Neg', [f(11, 6, 4)], f(12, 6, 4)),
      op('Add', [y, f(12, 6, 4)], f(13, 6, 4)),
    ]
    expect(simpler(ops, f(13, 6, 4))).toEqual(['RealDiv 6×1  6×1', 'Neg 6×1 6×1', 'Add 6×4 6×1 6×4'])
  })

  it('meet as the few of each where those make the whole', () => {
    const ops = [
      repeat,
      op('Multiply', [ones, row], f(11, 6, 4)),
      op('Add', [f(10, 6, 4), f(11, 6, 4)], f(12, 6, 4)),
    ]
    expect(simpler(ops, f(12, 6, 4))).toEqual(['Add 6×1 1×4 6×4'])
  })

  it('are written out for an output, for other operations and under another shape', () => {
    expect(simpler([repeat], f(10, 6, 4))).toEqual(['Multiply 6×1 6×4 6×4'])
    const whole = ['Multiply 6×1 6×4 6×4']
    expect(simpler([repeat, op('Softmax', [f(10, 6, 4)], f(11, 6, 4))], f(11, 6, 4))).toEqual([
      ...whole,
      'Softmax 6×4 6×4',
    ])
    expect(simpler([repeat, op('Neg', [f(10, 4, 6)], f(11, 4, 6))], f(11, 4, 6))).toEqual([
      ...whole,
      'Neg 4×6 4×6',
    ])
  })

  it('are products with ones alone', () => {
    const ops = [op('Multiply', [x, y], f(10, 6, 4)), op('Neg', [f(10, 6, 4)], f(11, 6, 4))]
    expect(simpler(ops, f(11, 6, 4))).toEqual(['Multiply 6×1 6×4 6×4', 'Neg 6×4 6×4'])
  })
})
