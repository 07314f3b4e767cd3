import { rowsOfUsers } from '../activity.ts'
import { SPLITS } from '../schema.ts'
import type { Reading } from './reading.ts'

/** A split that parts all users but so many is one by user. */
const FEW = 0.05
/** Users with two rows that are enough to tell. */
const ENOUGH = 20

/** Users that more than one part holds although the split is by user. */
export interface SharedUsers {
  /** `column`: the column that splits holds them in several parts. `spelling`: one user under several spellings. */
  readonly why: 'column' | 'spelling'
  readonly users: number
  readonly example: string
  /** Positions of their rows outside train. */
  readonly rows: Uint32Array
}

export function sharedUsers(reading: Reading): SharedUsers | null {
  const { rule, schema, splits, users } = reading
  if (splits === null || users.count === 0) return null
  if (rule.kind === 'user') return shared(reading, 'spelling', spellings(users.names()))
  if (rule.kind !== 'boundaries' || rule.column === schema.time) return null
  const found = shared(
    reading,
    'column',
    Int32Array.from({ length: users.count }, (_, user) => user),
  )
  return found === null || found.users > FEW * severalRows(users.index, users.count) ? null : found
}

/** Who each user is once case, spaces and width do not count. */
function spellings(names: readonly string[]): Int32Array {
  const known = new Map<string, number>()
  return Int32Array.from(names, (name) => {
    const key = name.normalize('NFKC').trim().toLowerCase()
    const person = known.get(key) ?? known.size
    known.set(key, person)
    return person
  })
}

/** Users with two rows or more; none where they are too few to tell. */
function severalRows(index: Int32Array, count: number): number {
  const several = rowsOfUsers(index, count).reduce((sum, n) => sum + (n > 1 ? 1 : 0), 0)
  return several < ENOUGH ? 0 : several
}

function shared(
  { splits, users }: Reading,
  why: SharedUsers['why'],
  personOf: Int32Array,
): SharedUsers | null {
  if (splits === null) return null
  // One bit for each part that holds a row of theirs.
  const parts = new Uint8Array(users.count)
  for (const [part, name] of SPLITS.entries()) {
    for (const position of splits[name]) {
      const person = personOf[users.index[position] as number]
      if (person !== undefined) parts[person] = (parts[person] as number) | (1 << part)
    }
  }
  const isShared = (person: number | undefined): boolean =>
    person !== undefined && ((parts[person] as number) & ((parts[person] as number) - 1)) !== 0
  const count = parts.reduce((sum, _, person) => sum + (isShared(person) ? 1 : 0), 0)
  if (count === 0) return null
  const rows = [...splits.valid, ...splits.test].filter((at) => isShared(personOf[users.index[at] as number]))
  const first = personOf.findIndex((person) => isShared(person))
  return { why, users: count, example: users.names()[first] ?? '', rows: Uint32Array.from(rows).sort() }
}
