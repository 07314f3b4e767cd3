import { growing } from './growing.ts'
import { FORMAT, type NumberCell, numberText, readNumber } from './number-cell.ts'
import { textAt } from './utf8.ts'

/** Cells of other text that may stand among numbers: this share of them, and a few more while a file is being read. */
const MISFITS = 0.01
const FREE_MISFITS = 100

/** A cell of other text in a column of numbers, by its row; read as missing. */
export interface Misfit {
  readonly row: number
  readonly text: string
}

/** Cells of a column that so far is one of numbers, from which the text of each can be had back. */
export function numberStore(isId: boolean) {
  const values = growing((length) => new Float64Array(length))
  const formats = growing((length) => new Uint8Array(length))
  /** Texts that no number gives back, in order of their rows. */
  const texts: string[] = []
  const rows = growing((length) => new Uint32Array(length))
  let numbers = 0
  let misfits = 0
  const cell: NumberCell = { value: 0, format: 0, isId: false }

  return {
    /** False when the column is one of text, this cell among the others. */
    add(bytes: Uint8Array, start: number, end: number): boolean {
      readNumber(bytes, start, end, cell)
      const { format } = cell
      if (format === FORMAT.other || format === FORMAT.text) {
        rows.push(values.length())
        texts.push(textAt(bytes, start, end))
      }
      values.push(cell.value)
      formats.push(format)
      if (format === FORMAT.missing) return true
      if (format !== FORMAT.text) {
        numbers++
        return true
      }
      misfits++
      return !cell.isId && !isId && misfits <= FREE_MISFITS + MISFITS * numbers
    },

    /** A finite number, or none where it is missing. */
    addNumber(value: number): void {
      values.push(value)
      formats.push(Number.isNaN(value) ? FORMAT.missing : FORMAT.script)
      if (!Number.isNaN(value)) numbers++
    },

    isNumeric: (): boolean => numbers > 0 && misfits <= MISFITS * numbers,

    misfits: (): readonly Misfit[] =>
      texts.flatMap((text, i) => (formats.at(rows.at(i)) === FORMAT.text ? [{ row: rows.at(i), text }] : [])),

    /** Every cell as it was written, a missing one as nothing. */
    eachText(take: (text: string) => void): void {
      let kept = 0
      for (let row = 0; row < values.length(); row++) {
        const format = formats.at(row)
        if (format === FORMAT.missing) take('')
        else if (format === FORMAT.other || format === FORMAT.text) take(texts[kept++] as string)
        else take(numberText(values.at(row), format))
      }
    },

    values: (): Float64Array => values.taken(),
  }
}
export type NumberStore = ReturnType<typeof numberStore>
