import { BROKEN, type CellFault, type Cells, type Dialect, MORE, rowReader } from './row-reader.ts'

/** A longer row is a fault. */
export const LONGEST_ROW = 1 << 22

/** A row that is left out. */
export interface Fault extends CellFault {
  readonly line: number
  /** How many cells it has, where the rule is about that. */
  readonly cells: number | null
  /** The row as it stands in the file, or the beginning of it. */
  readonly bytes: Uint8Array
}
export interface RowTaker {
  /** The first row, where its width was not known; how many cells the others must have, 0 to read no further. */
  header(cells: Cells, line: number, fault: CellFault | null): number
  /** Every row with as many cells as were asked for. */
  row(cells: Cells, line: number): void
  fault(fault: Fault): void
}

/**
 * Cuts UTF-8 bytes into rows, however the pieces are cut in which they arrive. A row ends at LF or CR LF. A cell that
 * begins with a quote ends with one, and within it a quote is doubled; spaces after the closing quote do not count.
 *
 * Nothing is lost over a fault: the line on which the row begins is left out and told of, and reading goes on below it.
 * `known` is the number of cells of a row; null where the first row is to say it.
 */
export function rowScanner(dialect: Dialect, known: number | null, taker: RowTaker) {
  const buffer = byteBuffer()
  const look = rowReader(dialect)
  let width = known
  let line = 1
  let isLast = false
  /** The rest of a line that is left out is still to come. */
  let isSkipping = false
  /** Bytes that must be there before a row that was not whole is looked at again. */
  let enough = 0

  function scan(): void {
    look.reset(buffer.bytes, buffer.end, isLast)
    enough = 0
    if (isSkipping) skipLine()
    while (buffer.from < buffer.end && !isSkipping && width !== 0) {
      const next = look.row(buffer.from)
      const length = (next === MORE ? buffer.end : next) - buffer.from
      if (length > LONGEST_ROW) leaveLine({ rule: 'cell-size', cell: null })
      else if (next === MORE) {
        enough = 2 * length
        return
      } else if (next === BROKEN) leaveLine(look.fault as CellFault)
      else if (look.isBlank) advance(next)
      else if (width === null) {
        width = taker.header(look.cells, line, look.fault)
        advance(next)
      } else if (look.cells.count === width || look.fault !== null) takeRow(next)
      else if (!leaveRagged(next)) return
    }
  }

  function takeRow(next: number): void {
    if (look.fault === null) taker.row(look.cells, line)
    else taker.fault(faultOf(look.fault, null, next))
    advance(next)
  }

  /**
   * A row of the wrong width. Where it goes over several lines and the second of them is a row by itself, a quote was
   * left open on the first. False when that cannot be known yet.
   */
  function leaveRagged(next: number): boolean {
    const { count } = look.cells
    const { lineEnds } = look
    const ragged = faultOf({ rule: 'cells', cell: null }, count, next)
    if (lineEnds > 1) {
      const below = look.lineEnd(buffer.from)
      const after = look.row(below)
      if (after === MORE && buffer.end - below <= LONGEST_ROW) {
        enough = 2 * (buffer.end - buffer.from)
        return false
      }
      if (after >= 0 && look.fault === null && look.cells.count === width) {
        leaveLine({ rule: 'open-quote', cell: null })
        return true
      }
    }
    taker.fault(ragged)
    line += lineEnds
    buffer.from = next
    return true
  }

  function leaveLine(fault: CellFault): void {
    const next = look.lineEnd(buffer.from)
    const end = next === MORE ? buffer.end : next
    taker.fault(faultOf(fault, null, end))
    isSkipping = next === MORE && !isLast
    buffer.from = end
    if (!isSkipping) line++
  }

  function skipLine(): void {
    const next = look.lineEnd(buffer.from)
    isSkipping = next === MORE && !isLast
    buffer.from = next === MORE ? buffer.end : next
    if (!isSkipping) line++
  }

  function advance(next: number): void {
    line += look.lineEnds
    buffer.from = next
  }

  const faultOf = (fault: CellFault, cells: number | null, end: number): Fault => ({
    ...fault,
    line,
    cells,
    bytes: buffer.bytes.slice(buffer.from, Math.min(end, buffer.from + 1024)),
  })

  return {
    /** Takes a piece and gives its whole rows on. */
    push(piece: Uint8Array): void {
      buffer.add(piece)
      if (buffer.end - buffer.from >= enough) scan()
    },
    /** The last row, which no line end need close. */
    finish(): void {
      isLast = true
      scan()
    },
  }
}

/** Bytes not yet read, from `from` to `end`, with as much room behind them for cells whose quotes are undone. */
function byteBuffer() {
  let half = 1 << 16
  const held = {
    bytes: new Uint8Array(2 * half),
    from: 0,
    end: 0,
    add(piece: Uint8Array): void {
      const length = held.end - held.from
      held.bytes.copyWithin(0, held.from, held.end)
      if (length + piece.length >= half) {
        half = 2 * (length + piece.length)
        const larger = new Uint8Array(2 * half)
        larger.set(held.bytes.subarray(0, length))
        held.bytes = larger
      }
      held.bytes.set(piece, length)
      held.from = 0
      held.end = length + piece.length
    },
  }
  return held
}
