import type { Dialect } from './row-reader.ts'

const DELIMITERS = [',', ';', '\t', '|', '::']

/** How the cells and rows of a text end, by its first line; with a delimiter given its cells have no quotes. */
export function dialectOf(head: string, delimiter: string | null): Omit<Dialect, 'isDecoded'> {
  const bare = head.replace(/"[^"]*"/g, '')
  const end = bare.search(/[\r\n]/)
  const line = end < 0 ? bare : bare.slice(0, end)
  return {
    delimiter: delimiter ?? delimiterOf(line),
    hasQuotes: delimiter === null,
    loneReturn: bare[end] === '\r' && bare[end + 1] !== '\n' && end + 1 < bare.length,
  }
}

/** The one that cuts the line into most pieces; the first of those that cut alike. */
function delimiterOf(line: string): string {
  const pieces = (delimiter: string): number => line.split(delimiter).length
  return DELIMITERS.reduce((best, next) => (pieces(next) > pieces(best) ? next : best))
}
