import type { EncodedDataset } from '../data/encoded.ts'
import { askedPositions, type SliceAsked } from '../metrics/asked-slice.ts'
import { fail, issue, ok, type Result } from '../result.ts'
import type { FindAnswer, FoundRow, FoundUser, QuestionOf } from './question.ts'

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
 * Test rows in the slice of the user with this id in the file; without a name, of the first user of the slice after place
 * `after` among the test users: with train rows, if the slice has such users. An issue where there is no such user.
 */
export function findUser(
  encoded: EncodedDataset,
  users: readonly number[],
  { user: name, after, ...asked }: QuestionOf<'find'>,
): Result<FindAnswer> {
  const found = askedPositions(encoded, 'test', asked)
  if (!found.ok) return found
  const rows = Uint32Array.from(found.value, (position) => encoded.splits.test[position] as number)
  const own = new Set(Array.from(rows, (row) => encoded.users[row] as number))
  own.delete(-1)
  const isKnown = (user: number): boolean => (encoded.activity[user] as number) > 0
  const isTold = [...own].some(isKnown) ? isKnown : () => true
  const place =
    name === null
      ? users.findIndex((user, at) => at > after && own.has(user) && isTold(user))
      : users.indexOf(encoded.userNames().indexOf(name.trim()))
  const user = users[place]
  if (user === undefined) return fail([issue('user', refusal(name, asked))])
  const all = encoded.splits.test.filter((row) => encoded.users[row] === user)
  const there = rows.filter((row) => encoded.users[row] === user)
  if (there.length === 0) return fail([issue('user', 'inspect.notInSlice')])
  return ok({
    kind: 'find',
    user: foundUser(encoded, user, place, all),
    slice: asked.slice,
    users: users.length,
    sliceUsers: own.size,
    rows: Array.from(there.subarray(0, MOST_ROWS), (row) => foundRow(encoded, row)),
    rowCount: there.length,
    testRows: all.length,
  })
}

function refusal(name: string | null, { slice }: SliceAsked): string {
  if (name !== null) return 'inspect.noUser'
  return slice === null ? 'inspect.noNextUser' : 'inspect.noNextInSlice'
}

function foundUser(encoded: EncodedDataset, user: number, place: number, rows: Uint32Array): FoundUser {
  return {
    index: user,
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
