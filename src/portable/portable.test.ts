import { describe, expect, it } from 'vitest'
import type { Graph, Op, Operand } from '../compile/graph.ts'
import { readSafetensors } from '../testing/read-safetensors.ts'
import { modelGraph, NotPortable, type Pass } from './from-traces.ts'
import { numberText } from './number-text.ts'
import { onnxModel } from './onnx.ts'
import { Message } from './protobuf.ts'
import { pytorchScript } from './pytorch.ts'
import { safetensors } from './safetensors.ts'

describe('a file of tensors', () => {
  it('is its length, its header and its bytes', () => {
    const file = safetensors(new Map([['a', { shape: [2], values: Float32Array.of(1, -2) }]]), {})
    const header = '{"__metadata__":{},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'
    // 72 characters, a multiple of 8 as they are.
    expect(header.length).toBe(72)
    // 1 is 0x3f800000 and −2 is 0xc0000000, low bytes first.
    expect([...file]).toEqual([
      ...[72, 0, 0, 0, 0, 0, 0, 0],
      ...new TextEncoder().encode(header),
      ...[0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0],
    ])
  })

  it('is read back as it was written, whole numbers, names and empty tensors too', () => {
    const tensors = new Map([
      ['weights/夜 "x"', { shape: [2, 3], values: Float32Array.from({ length: 6 }, (_, i) => i / 7) }],
      ['ids', { shape: [2], values: Int32Array.of(-2147483648, 2147483647) }],
      ['none', { shape: [0, 4], values: new Float32Array(0) }],
    ])
    const read = readSafetensors(safetensors(tensors, { title: 'a' }))
    expect(read.tensors).toEqual(tensors)
    expect(read.metadata).toEqual({ title: 'a' })
  })
})

const float = (buffer: number, ...shape: number[]): Operand => ({ buffer, shape, dtype: 'float32' })
/** x [rows, 2] and the weight of a module, through one operation. */
function pass(rows: number, kernel: string, output: Operand, attributes: Op['attributes'] = {}): Pass {
  const op: Op = { kernel, inputs: [float(0, rows, 2), float(1, 2, 2)], attributes, outputs: [output] }
  const graph: Graph = {
    leaves: new Map([
      [0, { kind: 'input', name: 'x' }],
      [1, { kind: 'variable', name: 'some-module/table' }],
    ]),
    ops: [op],
    outputs: new Map([['logits', output]]),
  }
  return { graph, rows }
}
const shapes = {
  inputs: new Map([['x', { shape: [3, 2], dtype: 'float32' as const }]]),
  weights: new Map([['some-module/table', [2, 2]]]),
}
const graphOf = (kernel: string, shapeOf: (rows: number) => number[]) =>
  modelGraph(
    [pass(3, kernel, float(2, ...shapeOf(3))), pass(5, kernel, float(2, ...shapeOf(5)))],
    'logits',
    shapes,
  )
const FACTS = { version: '1', weights: 'a', vectors: 'b', tolerance: 1e-4 }

describe('a graph of two passes', () => {
  it('has sizes that grow with the rows as multiples of them', () => {
    const { ops, inputs, weights } = graphOf('BatchMatMul', (rows) => [rows, 2])
    expect(ops[0]?.outputs[0]?.shape).toEqual([{ rows: 1 }, 2])
    expect(inputs[0]?.shape).toEqual([{ rows: 1 }, 2])
    expect(weights[0]?.shape).toEqual([2, 2])
  })

  it('refuses an operation that has no form outside, and names the module whose weights it reads', () => {
    const refused = (() => {
      try {
        return graphOf('EmbeddingGrad', (rows) => [rows, 2])
      } catch (error) {
        return error
      }
    })()
    expect(refused).toBeInstanceOf(NotPortable)
    expect(refused).toMatchObject({ message: 'EmbeddingGrad', module: 'some-module' })
  })

  it('refuses a size that neither stays nor grows with the rows', () => {
    expect(() => graphOf('BatchMatMul', (rows) => [rows * rows, 2])).toThrow(NotPortable)
  })
})

describe('a script', () => {
  it('holds no line that its title could have written', () => {
    const text = pytorchScript(
      graphOf('BatchMatMul', (rows) => [rows, 2]),
      {
        ...FACTS,
        title: 'a\nimport os\r\u2028x',
      },
    )
    expect(text.split('\n')[0]).toBe('# a import os x')
    expect(text).toContain('t0 = x @ w["some-module/table"]\n    return t0')
  })

  it('without vectors reads none and checks nothing', () => {
    const text = pytorchScript(
      graphOf('BatchMatMul', (rows) => [rows, 2]),
      { ...FACTS, vectors: null, title: 'a' },
    )
    expect(text).toContain('no rows came with it')
    expect(text).not.toMatch(/\bv\b|sys|load\("b"\)/)
  })

  it.each([
    [1e-5, '0.00001'],
    [Math.fround(0.1), '0.1'],
    [2, '2.0'],
    [Number.NEGATIVE_INFINITY, 'float("-inf")'],
  ])('writes %d as %s', (value, text) => expect(numberText(value, 'float32')).toBe(text))
})

describe('a message of Protocol Buffers', () => {
  it('is what the encoding guide says', () => {
    // Field 1 = 150 is 08 96 01; field 2 = "testing" is 12 07 74 …; −1 is ten bytes.
    expect([...new Message().int(1, 150).finish()]).toEqual([0x08, 0x96, 0x01])
    expect([...new Message().text(2, 'testing').finish()]).toEqual([
      0x12,
      7,
      ...new TextEncoder().encode('testing'),
    ])
    expect([...new Message().int(1, -1).finish()]).toEqual([0x08, ...Array(9).fill(0xff), 0x01])
  })

  it('holds the name of an ONNX model', () => {
    const bytes = onnxModel(
      graphOf('BatchMatMul', (rows) => [rows, 2]),
      new Map(),
      {
        title: 'model 夜',
        version: '1',
        metadata: {},
      },
    )
    expect(new TextDecoder().decode(bytes)).toContain('model 夜')
  })
})
