import { canonicalJson, sha256Text } from '../hash.ts'
import { type Issue, issue } from '../result.ts'
import { stream } from '../rng.ts'
import { activityDeciles } from './activity.ts'

/** Rows that are read without a draw, and bytes of them. */
export const MOST_ROWS = 500_000
export const MOST_BYTES = 200_000_000

/** A dataset that holds some of a file's users, each with all of their rows. */
export interface Draw {
  /** Seed of the stream of random numbers `import/draw`. */
  readonly seed: number
  /** Column that names the users. */
  readonly user: string
  readonly users: { readonly drawn: number; readonly of: number }
  readonly rows: { readonly drawn: number; readonly of: number }
}

/**
 * Draws whole users, stratified by activity: of each decile of the users by their rows, ⌊f n⌋ of n users, each equally
 * likely and at least one, in the order of the named stream. `rows` counts each user's rows; the flags are 1 for those drawn.
 */
function drawUsers(rows: Int32Array, share: number, seed: number): Uint8Array {
  const random = stream(seed, 'import/draw')
  const deciles = activityDeciles(rows)
  const drawn = new Uint8Array(rows.length)
  for (let decile = 1; decile <= 10; decile++) {
    const members = Array.from(deciles.keys()).filter((user) => deciles[user] === decile)
    if (members.length === 0) continue
    const order = random.permutation(members.length)
    const count = Math.min(members.length, Math.max(1, Math.floor(share * members.length)))
    for (let i = 0; i < count; i++) drawn[members[order[i] as number] as number] = 1
  }
  return drawn
}

/**
 * A draw by the rows of each user, 0 for one who has none. A row whose user is missing, as the column reads, belongs to
 * nobody: it is never taken and counts in no decile. `share` and `of` are of all rows. Null where no row names a user.
 */
export function drawOf(
  rows: Int32Array,
  { share, of, user, seed }: Pick<Draw, 'user' | 'seed'> & { readonly share: number; readonly of: number },
): { readonly draw: Draw; readonly isTaken: (user: number) => boolean } | null {
  const users = rows.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0)
  if (users === 0) return null
  const drawn = drawUsers(rows, share, seed)
  const taken = rows.reduce((sum, count, one) => sum + (drawn[one] === 1 ? count : 0), 0)
  return {
    draw: {
      ...{ seed, user },
      users: { drawn: drawn.reduce((sum, one) => sum + one, 0), of: users },
      rows: { drawn: taken, of },
    },
    isTaken: (one) => drawn[one] === 1,
  }
}

/** Whole users can be drawn only by a column that names them. */
export const noUserColumn = (names: readonly string[], asked: string | null): Issue =>
  issue('file', 'csv.noUserColumn', { asked: asked ?? '', columns: names.join('\n') })

/** A drawn dataset is another than the whole file, whose id it is made of. */
export const drawnId = (id: string, draw: Draw | null): string =>
  draw === null ? id : sha256Text(canonicalJson({ file: id, draw }))
