/** Indices of scores in ascending order. Scores must not be NaN. Stable: equal scores keep their order. */
export function ascending(scores: Float32Array): Uint32Array {
  const n = scores.length
  const keys = new Uint32Array(n)
  const bits = new Uint32Array(scores.slice().buffer)
  for (let i = 0; i < n; i++) {
    const score = scores[i] as number
    if (Number.isNaN(score)) throw new RangeError(`score ${i} is not a number`)
    // −0 and 0 are one value; then the order of floats is that of their bits, negatives reversed.
    const word = score === 0 ? 0 : (bits[i] as number)
    keys[i] = word & 0x80000000 ? ~word >>> 0 : (word | 0x80000000) >>> 0
  }
  let from = Uint32Array.from({ length: n }, (_, i) => i)
  let to = new Uint32Array(n)
  for (const shift of [0, 11, 22]) {
    const counts = new Uint32Array(2048)
    for (let i = 0; i < n; i++) {
      const bucket = ((keys[i] as number) >>> shift) & 2047
      counts[bucket] = (counts[bucket] as number) + 1
    }
    let start = 0
    for (let b = 0; b < 2048; b++) {
      const count = counts[b] as number
      counts[b] = start
      start += count
    }
    for (let i = 0; i < n; i++) {
      const index = from[i] as number
      const bucket = ((keys[index] as number) >>> shift) & 2047
      const place = counts[bucket] as number
      to[place] = index
      counts[bucket] = place + 1
    }
    const swapped = from
    from = to
    to = swapped
  }
  return from
}

/** Rows in ascending order of score, and where each run of equal scores ends (exclusive). */
export interface Ranking {
  readonly order: Uint32Array
  readonly groupEnds: Uint32Array
}

export function rankRows(scores: Float32Array): Ranking {
  const order = ascending(scores)
  const ends: number[] = []
  for (let i = 1; i <= order.length; i++) {
    if (i === order.length || scores[order[i] as number] !== scores[order[i - 1] as number]) ends.push(i)
  }
  return { order, groupEnds: Uint32Array.from(ends) }
}
