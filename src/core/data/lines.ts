import type { Dataset } from './dataset.ts'

/** One of the files whose rows a joined dataset has, one after another. */
export interface RowsOfFile {
  readonly name: string
  readonly rows: number
}

/** Line on which a row begins, as a person finds it: `log.csv:5` where the rows are those of files that were joined. */
export type Line = number | string

export function lineOf({ lines, files = [] }: Pick<Dataset, 'lines' | 'files'>, row: number): Line {
  const line = lines[row] as number
  let end = 0
  for (const { name, rows } of files) {
    end += rows
    if (row < end) return `${name}:${line}`
  }
  return line
}

/** The files of rows that stay of some, given in order. */
export function filesOfTaken(files: readonly RowsOfFile[], taken: Int32Array): readonly RowsOfFile[] {
  let [end, at] = [0, 0]
  return files.map(({ name, rows }) => {
    end += rows
    const first = at
    while (at < taken.length && (taken[at] as number) < end) at++
    return { name, rows: at - first }
  })
}
