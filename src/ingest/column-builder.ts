import type { Column } from '../core/data/dataset.ts'
import { type DecimalCommas, decimalCommas } from './decimal-comma.ts'
import { type Misfit, type NumberStore, numberStore } from './number-store.ts'
import { textStore } from './text-store.ts'

export interface BuiltColumn {
  readonly column: Column
  /** Cells of other text in a column of numbers. */
  readonly misfits: readonly Misfit[]
  /** What was made of decimal commas; null where the column is not written with them. */
  readonly commas: DecimalCommas | null
}
/** Collects one column's cells. */
export interface ColumnBuilder {
  /** Bytes of UTF-8 without a NUL, and their hash. */
  add(bytes: Uint8Array, start: number, end: number, hash: number): void
  addText(text: string): void
  addNumber(value: number): void
  /** Ends the collecting. */
  build(): BuiltColumn
}

const encoder = new TextEncoder()

/**
 * A column is one of numbers as long as its cells are, and until then the text of each can be had back; else it is one of
 * codes into the list of its distinct texts. A few misfits among many numbers are named and read as missing, unless
 * the column `isId`: there every text counts.
 */
export function columnBuilder(name: string, isId = false): ColumnBuilder {
  let numbers: NumberStore | null = numberStore(isId)
  const texts = textStore()

  /** What was read so far is written again, and coded. */
  function becomeText(): void {
    numbers?.eachText((text) => texts.addText(text))
    numbers = null
  }

  return {
    add(bytes, start, end, hash) {
      if (numbers === null) texts.add(bytes, start, end, hash)
      else if (!numbers.add(bytes, start, end)) becomeText()
    },
    addText(text) {
      if (numbers === null) {
        texts.addText(text)
        return
      }
      const bytes = encoder.encode(text)
      if (!numbers.add(bytes, 0, bytes.length)) becomeText()
    },
    addNumber(value) {
      if (numbers === null) texts.addText(Number.isNaN(value) ? '' : String(value))
      else if (Number.isFinite(value) || Number.isNaN(value)) numbers.addNumber(value)
      else this.addText(String(value))
    },
    build() {
      if (numbers?.isNumeric() === true) {
        const misfits = numbers.misfits()
        return { column: { kind: 'numeric', name, values: numbers.values() }, misfits, commas: null }
      }
      becomeText()
      const { codes, levels } = texts.build()
      const commas = isId ? null : decimalCommas(codes, levels)
      if (commas?.kind === 'read') {
        return { column: { kind: 'numeric', name, values: commas.values }, misfits: [], commas }
      }
      return { column: { kind: 'categorical', name, codes, levels }, misfits: [], commas }
    },
  }
}
