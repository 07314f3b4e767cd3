import type { ValueIds } from './tie.ts'

/** Share of an owner's later rows that must hold the value of its first. */
const MOSTLY = 0.9
/** Later rows that are enough to tell. */
const ENOUGH = 30

/**
 * Whether a column is a trait of the row's user or item: the same in nearly all rows of one. What happens in a row is not.
 * `owners` has the owner of each row, −1 for none.
 */
export function isOwned({ ids, stride, offset }: ValueIds, owners: Int32Array, ownerCount: number): boolean {
  const first = new Int32Array(ownerCount).fill(-1)
  let [later, same] = [0, 0]
  for (let row = 0; row < owners.length; row++) {
    const owner = owners[row] as number
    if (owner < 0) continue
    const value = ids[row * stride + offset] as number
    if (first[owner] === -1) first[owner] = value
    else {
      later++
      if (first[owner] === value) same++
    }
  }
  return later >= ENOUGH && same >= MOSTLY * later
}
