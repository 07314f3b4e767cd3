import type { Column, Dataset } from './dataset.ts'
import { once } from './once.ts'
import { categoriesOf } from './values.ts'

/** Users or items of the rows that an experiment reads. */
export interface ValueIndex {
  readonly index: Int32Array
  readonly count: number
  /** What each index stands for. */
  names(): readonly string[]
}

/** Index of each row's value over all splits, in order of appearance; −1 where missing or without a column. */
export function indexOf(dataset: Dataset, name: string | null, rows: Uint32Array): ValueIndex {
  if (name === null) return { index: new Int32Array(rows.length).fill(-1), count: 0, names: () => [] }
  const { codes, levels } = categoriesOf(dataset.columns.get(name) as Column)
  const known = new Int32Array(levels.length).fill(-1)
  let count = 0
  const index = new Int32Array(rows.length)
  for (let i = 0; i < rows.length; i++) {
    const code = codes[rows[i] as number] as number
    if (code >= 0 && known[code] === -1) known[code] = count++
    index[i] = code < 0 ? -1 : (known[code] as number)
  }
  const names = once((): readonly string[] => {
    const ofIndex = new Array<string>(count)
    for (const [code, at] of known.entries()) if (at >= 0) ofIndex[at] = levels[code] as string
    return ofIndex
  })
  return { index, count, names }
}
