import type { TensorValues } from '../portable/safetensors.ts'

/** A safetensors file by the letter of the format; whatever breaks a rule of it throws. */
export function readSafetensors(file: Uint8Array): {
  readonly tensors: ReadonlyMap<string, TensorValues>
  readonly metadata: Readonly<Record<string, string>>
} {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const length = Number(view.getBigUint64(0, true))
  const start = 8 + length
  if (start > file.length || length % 8 !== 0) throw new Error(`a header of ${length} bytes`)
  const header: unknown = JSON.parse(
    new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, start)),
  )
  const { __metadata__: metadata, ...entries } = header as Readonly<Record<string, never>>
  let expected = 0
  const tensors = new Map(
    Object.entries(entries as Readonly<Record<string, Entry>>).map(
      ([name, { dtype, shape, data_offsets }]) => {
        const [first, last] = data_offsets
        if (first !== expected) throw new Error(`${name} leaves a hole before it`)
        expected = last
        const count = shape.reduce((a, b) => a * b, 1)
        if (last - first !== 4 * count)
          throw new Error(`${name} has ${last - first} bytes for ${count} values`)
        const read = (i: number): number =>
          dtype === 'I32'
            ? view.getInt32(start + first + 4 * i, true)
            : view.getFloat32(start + first + 4 * i, true)
        const values =
          dtype === 'I32'
            ? Int32Array.from({ length: count }, (_, i) => read(i))
            : Float32Array.from({ length: count }, (_, i) => read(i))
        return [name, { shape, values }] as const
      },
    ),
  )
  if (start + expected !== file.length) throw new Error('bytes after the last tensor')
  return { tensors, metadata: metadata ?? {} }
}

interface Entry {
  readonly dtype: 'F32' | 'I32'
  readonly shape: readonly number[]
  readonly data_offsets: readonly [number, number]
}
