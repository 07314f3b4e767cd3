/** Rows shown together: positions of each request's rows, in the order of the log. */
export type Requests = readonly Uint32Array[]

/** Rows by request code; rows without one (code −1) belong to none. */
export function requestsOf(codes: Int32Array): Requests {
  const lists = new Map<number, number[]>()
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number
    if (code < 0) continue
    const own = lists.get(code)
    if (own === undefined) lists.set(code, [i])
    else own.push(i)
  }
  return Array.from(lists.values(), (rows) => Uint32Array.from(rows))
}

/** A request's rows from the highest score down, equal scores in the order of the log. */
export const ranked = (rows: Uint32Array, scores: ArrayLike<number>): Uint32Array =>
  rows.slice().sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
