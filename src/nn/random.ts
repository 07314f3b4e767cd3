/**
 * Stateless uniform numbers on [0, 1): a hash of (seed, stream name, step, index) by integer arithmetic alone, so
 * that they do not depend on what other streams drew. 24 bits, by murmur3's 32-bit finaliser applied twice.
 */
export function uniformAt(seed: number, stream: string, step: number, count: number): Float32Array {
  const key = uniformKey(seed, stream, step)
  const values = new Float32Array(count)
  for (let i = 0; i < count; i++) values[i] = (mix(mix(key ^ Math.imul(i, 0xc2b2ae3d)) + i) >>> 8) / 16777216
  return values
}

/** What the numbers of one step are made from. */
export function uniformKey(seed: number, stream: string, step: number): number {
  let key = 0x811c9dc5 ^ Math.imul(seed | 0, 0x9e3779b1)
  for (let i = 0; i < stream.length; i++) key = Math.imul(key ^ stream.charCodeAt(i), 0x01000193)
  return mix(key ^ Math.imul(step | 0, 0x85ebca77))
}

function mix(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
