const NOT_FOUND = -1
/** Entries decoded at a time. */
const BLOCK = 1 << 14

/**
 * Distinct cells by their bytes, numbered as they come: open addressing over their FNV-1a hashes. No cell holds a NUL,
 * which parts them in the store.
 */
export function byteDictionary() {
  let slots = new Int32Array(64)
  let hashes = new Int32Array(32)
  /** Where each entry ends in the store; its NUL follows. */
  let ends = new Uint32Array(32)
  let store = new Uint8Array(256)
  let count = 0

  const beginOf = (entry: number): number => (entry === 0 ? 0 : (ends[entry - 1] as number) + 1)

  function isAt(entry: number, bytes: Uint8Array, start: number, length: number): boolean {
    const begin = beginOf(entry)
    if ((ends[entry] as number) - begin !== length) return false
    for (let i = 0; i < length; i++) if (store[begin + i] !== bytes[start + i]) return false
    return true
  }

  /** The slot that holds the cell, or the free one where it belongs. */
  function slotOf(bytes: Uint8Array, start: number, length: number, hash: number): number {
    const mask = slots.length - 1
    let slot = mixed(hash) & mask
    for (;;) {
      const entry = (slots[slot] as number) - 1
      if (entry < 0 || (hashes[entry] === hash && isAt(entry, bytes, start, length))) return slot
      slot = (slot + 1) & mask
    }
  }

  function append(bytes: Uint8Array, start: number, length: number, hash: number): number {
    const begin = beginOf(count)
    if (begin + length >= store.length) {
      const larger = new Uint8Array(2 * (begin + length + 1))
      larger.set(store.subarray(0, begin))
      store = larger
    }
    for (let i = 0; i < length; i++) store[begin + i] = bytes[start + i] as number
    store[begin + length] = 0
    hashes[count] = hash
    ends[count] = begin + length
    return count++
  }

  function grow(): void {
    const more = new Int32Array(2 * hashes.length)
    more.set(hashes)
    hashes = more
    const further = new Uint32Array(2 * ends.length)
    further.set(ends)
    ends = further
    slots = new Int32Array(2 * slots.length)
    const mask = slots.length - 1
    for (let entry = 0; entry < count; entry++) {
      let slot = mixed(hashes[entry] as number) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = entry + 1
    }
  }

  return {
    size: () => count,
    /** The cell's number; the size of before where it is new. */
    add(bytes: Uint8Array, start: number, end: number, hash: number): number {
      if (count === hashes.length) grow()
      const slot = slotOf(bytes, start, end - start, hash)
      const known = (slots[slot] as number) - 1
      if (known >= 0) return known
      const entry = append(bytes, start, end - start, hash)
      slots[slot] = entry + 1
      return entry
    },
    /** The cell's number, −1 where it is not among them. */
    find(bytes: Uint8Array, start: number, end: number, hash: number): number {
      const entry = (slots[slotOf(bytes, start, end - start, hash)] as number) - 1
      return entry < 0 ? NOT_FOUND : entry
    },
    /** All entries as text, in order. */
    texts(): string[] {
      const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
      const texts: string[] = []
      for (let first = 0; first < count; first += BLOCK) {
        const last = Math.min(count, first + BLOCK) - 1
        const block = store.subarray(beginOf(first), ends[last])
        for (const text of decoder.decode(block).split('\0')) texts.push(text)
      }
      return texts
    },
  }
}
export type ByteDictionary = ReturnType<typeof byteDictionary>

/** The finish of murmur3: FNV-1a alone leaves the low bits of short cells alike. */
function mixed(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** FNV-1a of the bytes, as the scanner of rows computes it on its way. */
export function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193)
  return hash
}
