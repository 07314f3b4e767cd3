import { DELIMITERS, type Delimiter, type Dialect } from './row-reader.ts'

/** How the cells and rows of a text end, by its first line. */
export function dialectOf(head: string, delimiter: Delimiter | null): Omit<Dialect, 'isDecoded'> {
  const bare = head.replace(/"[^"]*"/g, '')
  const end = bare.search(/[\r\n]/)
  const line = end < 0 ? bare : bare.slice(0, end)
  return {
    delimiter: delimiter ?? delimiterOf(line),
    loneReturn: bare[end] === '\r' && bare[end + 1] !== '\n' && end + 1 < bare.length,
  }
}

/** The one that cuts the line into most pieces; the first of those that cut alike. */
function delimiterOf(line: string): Delimiter {
  const pieces = (delimiter: string): number => line.split(delimiter).length
  return DELIMITERS.reduce((best, next) => (pieces(next) > pieces(best) ? next : best))
}
