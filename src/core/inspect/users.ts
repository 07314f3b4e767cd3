import type { EncodedDataset } from '../data/encoded.ts'
import type { FindAnswer, FoundRow, FoundUser } from './question.ts'

/** Rows of a user that are listed at most. */
const MOST_ROWS = 50

/** Users with a test row, the least active first: those absent from train, then by train rows, ties in the file's order. */
export function testUsers(encoded: EncodedDataset): readonly number[] {
  const present = new Set<number>()
  for (const row of encoded.splits.test) present.add(encoded.users[row] as number)
  present.delete(-1)
  const rows = (user: number): number => encoded.activity[user] as number
  return [...present].sort((a, b) => rows(a) - rows(b) || a - b)
}

/**
 * Test rows of the user with this id in the file; without a name, of the first user with train rows after place `after`
 * among the test users. Null where there is no such user.
 */
export function findUser(
  encoded: EncodedDataset,
  users: readonly number[],
  name: string | null,
  after: number,
): FindAnswer | null {
  const place =
    name === null
      ? users.findIndex((user, at) => at > after && (encoded.activity[user] as number) > 0)
      : users.indexOf(encoded.userNames().indexOf(name.trim()))
  const user = users[place]
  if (user === undefined) return null
  const own = encoded.splits.test.filter((row) => encoded.users[row] === user)
  return {
    kind: 'find',
    user: found(encoded, user, place, own),
    users: users.length,
    rows: Array.from(own.subarray(0, MOST_ROWS), (row) => foundRow(encoded, row)),
    rowCount: own.length,
  }
}

function found(encoded: EncodedDataset, user: number, place: number, rows: Uint32Array): FoundUser {
  return {
    name: encoded.userNames()[user] ?? '',
    activity: encoded.activity[user] as number,
    decile: encoded.deciles[rows[0] as number] as number,
    place,
  }
}

function foundRow(encoded: EncodedDataset, row: number): FoundRow {
  const tasks = encoded.tasks.length
  return {
    row,
    scene: encoded.sceneNames[encoded.sceneIds[row] as number] ?? '',
    item: encoded.itemNames()[encoded.items[row] as number] ?? null,
    labels: Array.from(encoded.labels.subarray(row * tasks, (row + 1) * tasks)),
  }
}
