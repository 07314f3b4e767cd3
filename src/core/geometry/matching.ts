/**
 * The pairs (row, column) of a table [rows, columns] that have the largest sum, each row and each column in one pair at
 * most, min(rows, columns) pairs in all: the Hungarian method by shortest augmenting paths with potentials (Kuhn 1955;
 * Jonker and Volgenant 1987), O(n²m). Gives the column of each row, −1 for a row without one. Of several best matchings
 * the same one is given for the same table.
 */
export function bestMatching(table: readonly (readonly number[])[]): Int32Array {
  const rows = table.length
  const columns = table[0]?.length ?? 0
  if (rows > columns) return inverted(bestMatching(transposed(table, columns)), rows)
  // Columns are numbered from 1; column 0 is where a row that is being placed stands.
  const rowOf = new Int32Array(columns + 1).fill(-1)
  const ofRow = new Float64Array(rows)
  const ofColumn = new Float64Array(columns + 1)
  const cost = (row: number, column: number): number =>
    -((table[row] as readonly number[])[column - 1] as number)
  for (let row = 0; row < rows; row++) {
    const before = new Int32Array(columns + 1)
    const slack = new Float64Array(columns + 1).fill(Number.POSITIVE_INFINITY)
    const isDone = new Uint8Array(columns + 1)
    rowOf[0] = row
    let at = 0
    while (rowOf[at] !== -1) {
      isDone[at] = 1
      const here = rowOf[at] as number
      let [next, least] = [-1, Number.POSITIVE_INFINITY]
      for (let column = 1; column <= columns; column++) {
        if (isDone[column] === 1) continue
        const reduced = cost(here, column) - (ofRow[here] as number) - (ofColumn[column] as number)
        if (reduced < (slack[column] as number)) {
          slack[column] = reduced
          before[column] = at
        }
        if ((slack[column] as number) < least) [next, least] = [column, slack[column] as number]
      }
      for (let column = 0; column <= columns; column++) {
        if (isDone[column] === 1) {
          const own = rowOf[column] as number
          ofRow[own] = (ofRow[own] as number) + least
          ofColumn[column] = (ofColumn[column] as number) - least
        } else slack[column] = (slack[column] as number) - least
      }
      at = next
    }
    while (at !== 0) {
      const from = before[at] as number
      rowOf[at] = rowOf[from] as number
      at = from
    }
  }
  return inverted(rowOf.subarray(1), rows)
}

const transposed = (table: readonly (readonly number[])[], columns: number): readonly (readonly number[])[] =>
  Array.from({ length: columns }, (_, column) => table.map((row) => row[column] as number))

/** Of the partner of each column, the partner of each of `count` rows. */
function inverted(partnerOf: Int32Array, count: number): Int32Array {
  const inverse = new Int32Array(count).fill(-1)
  for (const [column, row] of partnerOf.entries()) if (row >= 0) inverse[row] = column
  return inverse
}
