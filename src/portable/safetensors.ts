/** Values with a shape, as a file of tensors holds them. */
export interface TensorValues {
  readonly shape: readonly number[]
  readonly values: Float32Array | Int32Array
}

/**
 * A file of tensors in the safetensors format: the length of the header as a little-endian u64, the header as JSON
 * padded with spaces to a multiple of 8 bytes, then the values one after another, little-endian.
 */
export function safetensors(
  tensors: ReadonlyMap<string, TensorValues>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: metadata }
  let bytes = 0
  for (const [name, { shape, values }] of tensors) {
    const dtype = values instanceof Int32Array ? 'I32' : 'F32'
    header[name] = { dtype, shape, data_offsets: [bytes, bytes + values.byteLength] }
    bytes += values.byteLength
  }
  const text = new TextEncoder().encode(JSON.stringify(header))
  const start = 8 + Math.ceil(text.length / 8) * 8
  const file = new Uint8Array(start + bytes)
  const view = new DataView(file.buffer)
  view.setBigUint64(0, BigInt(start - 8), true)
  file.fill(0x20, 8, start)
  file.set(text, 8)
  let at = start
  for (const { values } of tensors.values()) {
    const isWhole = values instanceof Int32Array
    for (const value of values) {
      if (isWhole) view.setInt32(at, value, true)
      else view.setFloat32(at, value, true)
      at += 4
    }
  }
  return file
}
