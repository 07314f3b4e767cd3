type Numbers = Float64Array | Int32Array | Uint32Array | Uint8Array

/** Items of a full block: beyond it nothing is copied as a list grows. */
const BLOCK = 1 << 16

/** A list of numbers that grows at its end. `make` gives an empty block of a length. */
export function growing<A extends Numbers>(make: (length: number) => A) {
  const full: A[] = []
  let block = make(256)
  let at = 0

  function makeRoom(): void {
    if (block.length === BLOCK) {
      full.push(block)
      block = make(BLOCK)
      at = 0
      return
    }
    const longer = make(2 * block.length)
    longer.set(block)
    block = longer
  }

  return {
    length: (): number => full.length * BLOCK + at,
    push(value: number): void {
      if (at === block.length) makeRoom()
      block[at++] = value
    },
    at: (index: number): number =>
      (index < full.length * BLOCK
        ? full[index >> 16]?.[index & (BLOCK - 1)]
        : block[index & (BLOCK - 1)]) as number,
    increase(index: number): void {
      const one = index < full.length * BLOCK ? (full[index >> 16] as A) : block
      const place = index & (BLOCK - 1)
      one[place] = (one[place] as number) + 1
    },
    /** All of it in one piece; the blocks are given up. */
    taken(): A {
      const all = make(full.length * BLOCK + at)
      for (const [i, one] of full.entries()) {
        all.set(one, i * BLOCK)
        full[i] = make(0)
      }
      all.set(block.subarray(0, at), full.length * BLOCK)
      return all
    },
  }
}
