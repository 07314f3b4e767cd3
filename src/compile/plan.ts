/** A piece of memory and when it is needed, first and last moment included. */
export interface Life<K> {
  readonly key: K
  readonly bytes: number
  readonly from: number
  readonly to: number
}
/** Where each piece lies in an arena, in bytes from its start. */
export interface Plan<K> {
  readonly offsets: ReadonlyMap<K, number>
  readonly bytes: number
}

const ALIGNMENT = 64
export const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT

/** Greedy first fit in order of birth, the larger first: two pieces share bytes only when their lives do not meet. */
export function planned<K>(lives: readonly Life<K>[]): Plan<K> {
  const offsets = new Map<K, number>()
  let live: { readonly from: number; readonly to: number; readonly until: number }[] = []
  let size = 0
  for (const { key, bytes, from: birth, to: death } of [...lives].sort(
    (a, b) => a.from - b.from || b.bytes - a.bytes,
  )) {
    live = live.filter(({ until }) => until >= birth)
    const length = aligned(bytes)
    let from = 0
    for (const other of live) {
      if (from + length <= other.from) break
      from = Math.max(from, other.to)
    }
    offsets.set(key, from)
    size = Math.max(size, from + length)
    live = [...live, { from, to: from + length, until: death }].sort((a, b) => a.from - b.from)
  }
  return { offsets, bytes: size }
}
