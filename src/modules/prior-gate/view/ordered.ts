import type { Splitter } from '../view.ts'

/** Bins of an ordered prior at most. */
export const ORDERED_BINS = 8

/** Whether the values of a prior are numbers in their order: they can be a line. */
export const isOrdered = ({ kind, labels }: Splitter): boolean =>
  kind === 'prior' && labels.length > 3 && labels.slice(1).every((label) => /^(≥ )?-?[.\d]/.test(label))

/**
 * Neighbouring values of an ordered prior put together to bins of about equal rows: a value goes to the bin that holds the
 * middle of its rows. Missing stays a bin of its own.
 */
export function equalCountBins(splitter: Splitter, most = ORDERED_BINS): Splitter {
  const counts = new Int32Array(splitter.labels.length)
  for (const id of splitter.ids) counts[id] = (counts[id] ?? 0) + 1
  const known = splitter.ids.length - (counts[0] ?? 0)
  const binOf = new Int32Array(counts.length)
  const members: number[][] = []
  let [below, last] = [0, -1]
  for (let id = 1; id < counts.length; id++) {
    const own = counts[id] ?? 0
    if (own === 0) continue
    const wanted = Math.floor((most * (below + own / 2)) / known)
    if (wanted !== last) members.push([])
    last = wanted
    members.at(-1)?.push(id)
    binOf[id] = members.length
    below += own
  }
  const name = (ids: readonly number[]): string => {
    const [first, end] = [splitter.labels[ids[0] ?? 0] ?? '', splitter.labels[ids.at(-1) ?? 0] ?? '']
    return first === end ? first : `${first} … ${end}`
  }
  return {
    ...splitter,
    labels: [splitter.labels[0] ?? '', ...members.map(name)],
    members: [[], ...members.map((ids) => ids.map((id) => splitter.labels[id] ?? ''))],
    ids: splitter.ids.map((id) => binOf[id] ?? 0),
  }
}
