import type { RowRule } from '../core/data/row-issues.ts'
import { hasReplacement, isUtf8 } from './utf8.ts'

/** A cell longer than this is a fault: mostly a quote that was opened and never closed. */
export const LONGEST_CELL = 1 << 18

const LF = 10
const CR = 13
const SPACE = 32
const QUOTE = 34
const FNV_OFFSET = 0x811c9dc5 | 0
const FNV_PRIME = 0x01000193

/** How cells and rows end. */
export interface Dialect {
  /** One character of ASCII, or the same twice. */
  readonly delimiter: string
  /** A cell that begins with a quote ends with one. */
  readonly hasQuotes: boolean
  /** A carriage return alone ends a row. */
  readonly loneReturn: boolean
  /** The bytes come of another encoding: U+FFFD stands for what could not be decoded. */
  readonly isDecoded: boolean
}
/** The cells of a row, as places in a buffer that the next row overwrites. */
export interface Cells {
  bytes: Uint8Array
  count: number
  starts: Int32Array
  ends: Int32Array
  /** FNV-1a of each cell's bytes. */
  hashes: Int32Array
}
/** A fault within a row: what it is, and in which cell; null where it is the row as a whole. */
export interface CellFault {
  readonly rule: RowRule
  readonly cell: number | null
}
/** What a look at a row can end with, other than the place where the next one begins. */
export const MORE = -1
export const BROKEN = -2

/** Looks at one row at a time. */
export function rowReader({ delimiter, hasQuotes, loneReturn, isDecoded }: Dialect) {
  const delimiterByte = delimiter.charCodeAt(0)
  const isDouble = delimiter.length === 2
  let bytes: Uint8Array = new Uint8Array()
  let end = 0
  let isLast = false
  /** Where the next cell goes whose doubled quotes are undone. */
  let spare = 0
  let lineEnds = 0
  // Of the cell that was read last.
  let start = 0
  let stop = 0
  let hash = 0
  const cells: Cells = {
    bytes,
    count: 0,
    starts: new Int32Array(64),
    ends: new Int32Array(64),
    hashes: new Int32Array(64),
  }
  const reader = { cells, fault: null as CellFault | null, isBlank: false, lineEnds: 0, reset, row, lineEnd }

  function reset(to: Uint8Array, until: number, last: boolean): void {
    bytes = to
    cells.bytes = to
    end = until
    isLast = last
    // A line end behind the last byte, so that no loop need ask where the bytes end.
    bytes[end] = LF
  }

  /** Reads the row at a place; where the next one begins, or why that is not known. */
  function row(from: number): number {
    reader.fault = null
    reader.isBlank = false
    lineEnds = 1
    spare = bytes.length >> 1
    let at = from
    let count = 0
    for (;;) {
      const isQuoted = hasQuotes && bytes[at] === QUOTE && at < end
      const next = isQuoted ? quoted(at, count) : plain(at, count)
      if (next < 0) return next
      if (count === cells.starts.length) widen()
      cells.starts[count] = start
      cells.ends[count] = stop
      cells.hashes[count] = hash
      count++
      const byte = bytes[next] as number
      if (byte === delimiterByte && next < end) {
        at = next + (isDouble ? 2 : 1)
        continue
      }
      if (next === end && !isLast) return MORE
      cells.count = count
      reader.lineEnds = lineEnds
      reader.isBlank = count === 1 && start === stop && !isQuoted
      if (next === end) return end
      return byte === CR && bytes[next + 1] === LF && next + 1 < end ? next + 2 : next + 1
    }
  }

  /** A cell without quotes; where it ends. */
  function plain(from: number, cell: number): number {
    const text = bytes
    const separator = delimiterByte
    let at = from
    let mixed = FNV_OFFSET
    let high = 0
    for (;;) {
      const byte = text[at] as number
      if (byte === separator) {
        if (!isDouble || text[at + 1] === separator) break
      } else if (byte <= CR) {
        if (byte === LF) break
        if (byte === CR && endsRow(at)) {
          if (at + 1 === end && !isLast) return MORE
          break
        }
        if (byte === 0) markFault('nul', cell)
      }
      mixed = Math.imul(mixed ^ byte, FNV_PRIME)
      high |= byte
      at++
    }
    start = from
    stop = at
    hash = mixed
    if (high >= 0x80) checkText(cell)
    if (at - from > LONGEST_CELL) markFault('cell-size', cell)
    return at
  }

  /** Whether the carriage return at a place ends a row; at the end of the bytes it may. */
  const endsRow = (at: number): boolean => loneReturn || bytes[at + 1] === LF

  /** A cell that begins with a quote; where what follows it begins. */
  function quoted(from: number, cell: number): number {
    const text = bytes
    let at = from + 1
    let mixed = FNV_OFFSET
    let high = 0
    let doubled = 0
    let newlines = 0
    for (;;) {
      const byte = text[at] as number
      if (byte === QUOTE) {
        if (at + 1 >= end && !isLast) return MORE
        if (text[at + 1] !== QUOTE || at + 1 >= end) break
        doubled++
        at++
      } else if (byte === LF) {
        if (at >= end) return at - from > LONGEST_CELL || isLast ? broken('open-quote', cell) : MORE
        newlines++
      } else if (byte === CR && loneReturn && text[at + 1] !== LF) newlines++
      else if (byte === 0) markFault('nul', cell)
      if (at - from > LONGEST_CELL) return broken(newlines > 0 ? 'open-quote' : 'cell-size', cell)
      mixed = Math.imul(mixed ^ byte, FNV_PRIME)
      high |= byte
      at++
    }
    start = from + 1
    stop = at
    hash = mixed
    if (high >= 0x80) checkText(cell)
    if (doubled > 0) undouble()
    lineEnds += newlines
    return afterQuote(at + 1) ?? broken(newlines > 0 ? 'open-quote' : 'text-after-quote', cell)
  }

  /** Beyond spaces to what must end the cell; null where something else follows. */
  function afterQuote(from: number): number | null {
    let at = from
    while (bytes[at] === SPACE && at < end) at++
    if (at >= end) return isLast ? end : MORE
    const byte = bytes[at] as number
    if (byte === LF) return at
    if (byte === CR) {
      if (at + 1 === end && !isLast) return MORE
      if (endsRow(at)) return at
    }
    if (byte === delimiterByte) {
      if (!isDouble) return at
      if (at + 1 === end && !isLast) return MORE
      if (bytes[at + 1] === delimiterByte) return at
    }
    return null
  }

  /** Writes the cell anew with single quotes. */
  function undouble(): void {
    let to = spare
    for (let at = start; at < stop; at++) {
      bytes[to++] = bytes[at] as number
      if (bytes[at] === QUOTE) at++
    }
    start = spare
    stop = to
    spare = to
  }

  function checkText(cell: number): void {
    const isGood = isDecoded ? !hasReplacement(bytes, start, stop) : isUtf8(bytes, start, stop)
    if (!isGood) markFault('encoding', cell)
  }

  function markFault(rule: RowRule, cell: number): void {
    reader.fault ??= { rule, cell }
  }

  function broken(rule: RowRule, cell: number): number {
    reader.fault = { rule, cell }
    return BROKEN
  }

  function widen(): void {
    for (const key of ['starts', 'ends', 'hashes'] as const) {
      const wider = new Int32Array(2 * cells[key].length)
      wider.set(cells[key])
      cells[key] = wider
    }
  }

  /** Behind the first line end from a place on, whatever quotes are around it. */
  function lineEnd(from: number): number {
    for (let at = from; at < end; at++) {
      const byte = bytes[at]
      if (byte === LF) return at + 1
      if (byte !== CR || !loneReturn) continue
      if (bytes[at + 1] !== LF) return at + 1
      if (at + 1 === end && !isLast) return MORE
    }
    return MORE
  }

  return reader
}
