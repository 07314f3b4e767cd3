import { byteDictionary, hashOf } from './dictionary.ts'
import { growing } from './growing.ts'
import { isMissing } from './number-cell.ts'
import { textAt } from './utf8.ts'

/** Longer cells are looked up anew each time they come as text. */
const LONGEST_KNOWN = 64
const MOST_KNOWN = 1 << 16

/** Cells of a column of text, as codes into its distinct values in the order in which they come; −1 where missing. */
export function textStore() {
  const codes = growing((length) => new Int32Array(length))
  const dictionary = byteDictionary()
  /** The code of each entry of the dictionary. */
  const codeOf = growing((length) => new Int32Array(length))
  const known = new Map<string, number>()
  const encoder = new TextEncoder()
  let levels = 0

  function code(bytes: Uint8Array, start: number, end: number, hash: number): number {
    if (start === end) return -1
    const entry = dictionary.add(bytes, start, end, hash)
    if (entry < codeOf.length()) return codeOf.at(entry)
    const isGap = end - start < 16 && isMissing(textAt(bytes, start, end))
    codeOf.push(isGap ? -1 : levels++)
    return codeOf.at(entry)
  }

  return {
    add(bytes: Uint8Array, start: number, end: number, hash: number): void {
      codes.push(code(bytes, start, end, hash))
    },
    addText(text: string): void {
      let found = known.get(text)
      if (found === undefined) {
        const bytes = encoder.encode(text)
        found = code(bytes, 0, bytes.length, hashOf(bytes, 0, bytes.length))
        if (text.length <= LONGEST_KNOWN && known.size < MOST_KNOWN) known.set(text, found)
      }
      codes.push(found)
    },
    build(): { readonly codes: Int32Array; readonly levels: readonly string[] } {
      const texts = dictionary.texts()
      const isWhole = texts.length === levels
      return {
        codes: codes.taken(),
        levels: isWhole ? texts : texts.filter((_, entry) => codeOf.at(entry) >= 0),
      }
    },
  }
}
export type TextStore = ReturnType<typeof textStore>
