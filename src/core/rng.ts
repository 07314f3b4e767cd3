import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import { portableLog } from './portable-math.ts'

/** A named stream of random numbers. Same seed and name: same numbers, whatever other streams did. */
export interface Stream {
  /** Uniform on [0, 1), 24 bits. */
  uniform(): number
  /** Uniform integer in [0, n). */
  int(n: number): number
  /** Standard normal. */
  normal(): number
  /** A uniform permutation of 0…n−1. */
  permutation(n: number): Uint32Array<ArrayBuffer>
}

export function stream(seed: number, name: string): Stream {
  const generator = xoroshiro128plusFromState(seedState(seed, name))
  let spare: number | null = null
  const bits = (): number => generator.next() >>> 0
  const uniform = (): number => (bits() >>> 8) / 16777216

  function int(n: number): number {
    if (!(Number.isInteger(n) && n >= 1 && n <= 4294967296)) throw new RangeError(`int: bound ${n}`)
    for (;;) {
      const draw = bits()
      // The quotient of two integers below 2³³ is never rounded up to the next: the rest is exact.
      const whole = Math.floor(draw / n) * n
      // Of the last, incomplete run of n numbers none is taken.
      if (whole <= 4294967296 - n) return draw - whole
    }
  }

  /** Marsaglia's polar method: two normals from a point of the unit disc. */
  function normal(): number {
    if (spare !== null) {
      const value = spare
      spare = null
      return value
    }
    for (;;) {
      const u = 2 * uniform() - 1
      const v = 2 * uniform() - 1
      const s = u * u + v * v
      if (s >= 1 || s === 0) continue
      const factor = Math.sqrt((-2 * portableLog(s)) / s)
      spare = v * factor
      return u * factor
    }
  }

  function permutation(n: number): Uint32Array<ArrayBuffer> {
    const order = new Uint32Array(n)
    for (let i = 0; i < n; i++) order[i] = i
    for (let i = n - 1; i > 0; i--) {
      const j = int(i + 1)
      const kept = order[i] as number
      order[i] = order[j] as number
      order[j] = kept
    }
    return order
  }

  return { uniform, int, normal, permutation }
}

/** Four 32-bit words from (seed, name): FNV-1a of the name under four offsets, finished by murmur3's mixer. */
function seedState(seed: number, name: string): number[] {
  return [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35].map((offset) => {
    let hash = offset ^ Math.imul(seed | 0, 0x27d4eb2f)
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    return (hash ^ (hash >>> 16) ^ 1) | 0
  })
}
