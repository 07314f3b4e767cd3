/** Rows in ascending order of score, and where each run of equal scores ends (exclusive). */
export interface Ranking {
  readonly order: Uint32Array
  readonly groupEnds: Uint32Array
}

const BITS = 11
const BUCKETS = 1 << BITS
const MASK = BUCKETS - 1

/** Rows by a radix sort of their scores' bits, eleven at a time. Scores must not be NaN; equal scores keep their order. */
export function rankRows(scores: Float32Array): Ranking {
  const { keys, order } = sorted(scores)
  const ends = new Uint32Array(keys.length)
  let groups = 0
  for (let i = 1; i < keys.length; i++) if (keys[i] !== keys[i - 1]) ends[groups++] = i
  if (keys.length > 0) ends[groups++] = keys.length
  return { order, groupEnds: ends.slice(0, groups) }
}

/** Indices of scores in ascending order. Scores must not be NaN. Stable: equal scores keep their order. */
export const ascending = (scores: Float32Array): Uint32Array => sorted(scores).order

function sorted(scores: Float32Array): { readonly keys: Uint32Array; readonly order: Uint32Array } {
  const n = scores.length
  const bits = new Uint32Array(scores.slice().buffer)
  const counts = [new Uint32Array(BUCKETS), new Uint32Array(BUCKETS), new Uint32Array(BUCKETS)] as const
  const [low, middle, high] = counts
  let keys = new Uint32Array(n)
  for (let i = 0; i < n; i++) {
    const score = scores[i] as number
    if (Number.isNaN(score)) throw new RangeError(`score ${i} is not a number`)
    // −0 and 0 are one value; then the order of floats is that of their bits, negatives reversed.
    const word = score === 0 ? 0 : (bits[i] as number)
    const key = (word & 0x80000000 ? ~word : word | 0x80000000) >>> 0
    keys[i] = key
    const a = key & MASK
    const b = (key >>> BITS) & MASK
    const c = key >>> (2 * BITS)
    low[a] = (low[a] as number) + 1
    middle[b] = (middle[b] as number) + 1
    high[c] = (high[c] as number) + 1
  }
  let order = new Uint32Array(n)
  for (let i = 0; i < n; i++) order[i] = i
  let [toKeys, toOrder] = [bits, new Uint32Array(n)]
  for (const [pass, count] of counts.entries()) {
    let start = 0
    for (let b = 0; b < BUCKETS; b++) {
      const own = count[b] as number
      count[b] = start
      start += own
    }
    const shift = pass * BITS
    for (let i = 0; i < n; i++) {
      const key = keys[i] as number
      const bucket = (key >>> shift) & MASK
      const place = count[bucket] as number
      count[bucket] = place + 1
      toKeys[place] = key
      toOrder[place] = order[i] as number
    }
    ;[keys, toKeys] = [toKeys, keys]
    ;[order, toOrder] = [toOrder, order]
  }
  return { keys, order }
}
