/** Shape and type of a tensor; booleans are floats of 0 and 1. */
export interface Info {
  readonly shape: readonly number[]
  readonly dtype: 'float32' | 'int32'
}
/** A tensor as an operation sees it: a buffer, and the shape under which it is read or written. */
export interface Operand extends Info {
  readonly buffer: number
}
export interface Op {
  readonly kernel: string
  readonly inputs: readonly Operand[]
  readonly attributes: Readonly<Record<string, unknown>>
  readonly outputs: readonly Operand[]
}
/** Where a buffer's values come from when no operation writes it. */
export type Leaf =
  | { readonly kind: 'variable' | 'input'; readonly name: string }
  | { readonly kind: 'constant'; readonly values: Float32Array | Int32Array }

/** What tfjs did, as data: buffers are written once, operations stand in the order in which they ran. */
export interface Graph {
  readonly leaves: ReadonlyMap<number, Leaf>
  readonly ops: readonly Op[]
  readonly outputs: ReadonlyMap<string, Operand>
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

/** One line for each operation: equal texts are equal programs, constants by their bytes. */
export function printGraph(graph: Graph): string {
  const names = new Map<number, string>()
  const nameOf = (buffer: number): string => {
    const known = names.get(buffer)
    if (known !== undefined) return known
    const leaf = graph.leaves.get(buffer)
    const name =
      leaf === undefined
        ? `%${names.size}`
        : leaf.kind === 'constant'
          ? `const(${leaf.values.length > 8 ? digest(leaf.values) : leaf.values.join()})`
          : leaf.name
    names.set(buffer, name)
    return name
  }
  const shown = ({ buffer, shape, dtype }: Operand): string =>
    `${nameOf(buffer)}:${dtype === 'int32' ? 'i' : 'f'}[${shape.join()}]`
  const lines = graph.ops.map(({ kernel, inputs, attributes, outputs }) => {
    const set = JSON.stringify(attributes)
    return `${outputs.map(shown).join(' ')} = ${kernel}(${inputs.map(shown).join(' ')})${set === '{}' ? '' : ` ${set}`}`
  })
  const outputs = [...graph.outputs].map(([name, operand]) => `${name} ← ${shown(operand)}`)
  return [...lines, ...outputs].join('\n')
}

/** FNV-1a over the bytes. */
function digest(values: Float32Array | Int32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0).toString(16)
}
