import { rankRows } from './rank.ts'

/** A rising map of probabilities: linear between its points, flat beyond them. */
export interface IsotonicMap {
  readonly x: Float64Array
  readonly y: Float64Array
}

/**
 * The rising function of p that is nearest to the labels in squares, by pooling adjacent violators (Ayer et al. 1955):
 * blocks that fall are merged into their mean. Rows of one p are one value. Each block gives the map its first and last
 * p, so that it is flat on blocks and linear between them. Null without rows.
 */
export function isotonicFit(labels: Float32Array, probabilities: Float32Array): IsotonicMap | null {
  if (labels.length === 0) return null
  const { order, groupEnds } = rankRows(probabilities)
  const blocks: { mean: number; rows: number; from: number; to: number }[] = []
  let i = 0
  for (const end of groupEnds) {
    const p = probabilities[order[i] as number] as number
    const rows = end - i
    let positives = 0
    for (; i < end; i++) positives += labels[order[i] as number] as number
    let block = { mean: positives / rows, rows, from: p, to: p }
    for (let last = blocks.at(-1); last !== undefined && last.mean >= block.mean; last = blocks.at(-1)) {
      blocks.pop()
      const both = last.rows + block.rows
      block = {
        mean: (last.mean * last.rows + block.mean * block.rows) / both,
        rows: both,
        from: last.from,
        to: block.to,
      }
    }
    blocks.push(block)
  }
  const points = blocks.flatMap(({ mean, from, to }) =>
    from === to ? [[from, mean] as const] : [[from, mean] as const, [to, mean] as const],
  )
  return { x: Float64Array.from(points, ([x]) => x), y: Float64Array.from(points, ([, y]) => y) }
}

/** The map's values at some probabilities. */
export function isotonicMapped({ x, y }: IsotonicMap, probabilities: Float32Array): Float32Array {
  const last = x.length - 1
  return probabilities.map((p) => {
    if (p <= (x[0] as number)) return y[0] as number
    if (p >= (x[last] as number)) return y[last] as number
    let [low, high] = [0, last]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((x[middle] as number) <= p) low = middle
      else high = middle
    }
    const [from, to] = [x[low] as number, x[high] as number]
    const share = (p - from) / (to - from)
    return (y[low] as number) + share * ((y[high] as number) - (y[low] as number))
  })
}
