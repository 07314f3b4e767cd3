import Papa from 'papaparse'
import { fail, issue, ok, type Result } from '../core/result.ts'

export interface Row {
  readonly cells: readonly string[]
  /** Line of the file on which the row begins, from 1. */
  readonly line: number
}

/** A cell longer than this means that a quote was opened and never closed. */
const LONGEST_CELL = 1 << 20

/** Stands for no quote at all where the delimiter is given: nobody types it. */
const NO_QUOTE = '\u0000'

/**
 * Rows of a CSV text that arrives in pieces. With a delimiter given, cells have no quotes. The piece's uncut tail waits for the next one, so that no cell is split.
 * A quote that is not closed, or text after a closing quote, is an error at the line where the row begins.
 */
export async function* rowsOf(
  text: AsyncIterable<Result<string>>,
  delimiter?: string,
): AsyncGenerator<Result<readonly Row[]>> {
  let tail = ''
  let line = 1
  let parser: InstanceType<typeof Papa.Parser> | null = null
  let newline = '\n'

  const cut = (input: string, isLast: boolean): Result<readonly Row[]> => {
    if (parser === null) {
      newline = newlineOf(input)
      parser = new Papa.Parser(
        delimiter === undefined
          ? { delimiter: delimiterOf(input, newline), newline, quoteChar: '"' }
          : { delimiter, newline, quoteChar: NO_QUOTE },
      )
    }
    const { data, errors, meta } = parser.parse(input, 0, !isLast)
    const hasQuotes = input.includes('"')
    const broken = errors.find(({ type }) => type === 'Quotes')
    const brokenRow = broken === undefined ? data.length : Math.min(broken.row ?? data.length, data.length)
    const rows: Row[] = []
    for (const [i, cells] of data.entries()) {
      if (i === brokenRow) break
      const isBlank = cells.length === 1 && cells[0] === ''
      if (!isBlank) rows.push({ cells, line })
      line += 1 + (hasQuotes ? newlinesIn(cells) : 0)
    }
    if (broken !== undefined) {
      const code = broken.code === 'MissingQuotes' ? 'csv.openQuote' : 'csv.textAfterQuote'
      return fail([issue(`line ${line}`, code, { line })])
    }
    tail = isLast ? '' : input.slice(meta.cursor)
    return ok(rows)
  }

  for await (const piece of text) {
    if (!piece.ok) {
      yield piece
      return
    }
    const input = tail + piece.value
    // The first piece must hold a whole line, for the delimiter and the kind of newline to be seen.
    if (parser === null && !input.includes('\n') && input.length < LONGEST_CELL) {
      tail = input
      continue
    }
    const result = cut(input, false)
    yield result
    if (!result.ok) return
    if (tail.length > LONGEST_CELL) {
      yield fail([issue(`line ${line}`, 'csv.openQuote', { line })])
      return
    }
  }
  if (tail !== '') yield cut(tail, true)
}

const newlineOf = (text: string): string => (/^[^\n]*\r\n/.test(text) ? '\r\n' : '\n')

/** The one of , ; tab | that cuts the header into most pieces, outside quotes. */
function delimiterOf(text: string, newline: string): string {
  const end = text.indexOf(newline)
  const header = (end < 0 ? text : text.slice(0, end)).replace(/"[^"]*"/g, '')
  const pieces = (delimiter: string): number => header.split(delimiter).length
  return [',', ';', '\t', '|'].reduce((best, next) => (pieces(next) > pieces(best) ? next : best))
}

function newlinesIn(cells: readonly string[]): number {
  let count = 0
  for (const cell of cells) {
    for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count++
  }
  return count
}
