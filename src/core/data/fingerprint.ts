/** Below so many different rows nothing of the data goes into a link: a file that can be guessed could be found by trial. */
export const LEAST_FINGERPRINTED = 1000

/** What a link knows a file by. */
export type Fingerprint =
  | {
      readonly kind: 'rows'
      readonly count: number
      /** 128 bits of the rows by the columns that a schema maps, in role order; null where one of them is not there. */
      readonly mapped: string | null
      /** 128 bits of the rows by all columns of the file. */
      readonly rows: string
      /** 32 bits of the dataset's id, which the order of the rows changes, too. */
      readonly order: string
    }
  /** The number of rows alone; a name at random, anew in each link, where the fingerprint is left out on purpose. */
  | { readonly kind: 'random'; readonly count: number; readonly name: string }

/** What a file here is to the one of a link. */
export type Match = 'same' | 'reordered' | 'mapping' | 'count' | 'different'

/**
 * `same`: the same file; `reordered`: the same rows in another order, or beside other columns; `mapping`: the same rows with
 * other columns in the roles; `count`: as many rows, of which nothing more is known.
 */
export function matchOf(link: Fingerprint, own: Fingerprint): Match {
  if (link.count !== own.count) return 'different'
  if (link.kind === 'random') return 'count'
  if (own.kind === 'random') return 'different'
  if (link.mapped !== null && link.mapped === own.mapped)
    return link.order === own.order ? 'same' : 'reordered'
  return link.rows === own.rows ? 'mapping' : 'different'
}

/** Whether a link does not have the fingerprint of a file that is not small: nothing can be held against it. */
export const isUntold = (wanted: Fingerprint): boolean =>
  wanted.kind === 'random' && wanted.name === '' && wanted.count >= LEAST_FINGERPRINTED

/** The fingerprint as the id of a dataset that only a link names. */
export const fingerprintId = (of: Fingerprint): string =>
  of.kind === 'rows'
    ? `rows:${of.mapped ?? ''}:${of.rows}:${of.order}:${of.count}`
    : `some:${of.name}:${of.count}`

const ROWS = /^rows:([0-9a-f]{32}|):([0-9a-f]{32}):([0-9a-f]{8}):(\d{1,9})$/
const SOME = /^some:([0-9a-f]{0,32}):(\d{1,9})$/

/** The fingerprint that an id is; null where it is that of a dataset. */
export function fingerprintIn(id: string): Fingerprint | null {
  const [, mapped, rows, order, count] = ROWS.exec(id) ?? []
  if (mapped !== undefined && rows !== undefined && order !== undefined)
    return { kind: 'rows', mapped: mapped === '' ? null : mapped, rows, order, count: Number(count) }
  const [, name, some] = SOME.exec(id) ?? []
  return name === undefined ? null : { kind: 'random', name, count: Number(some) }
}

/** The beginning of an id, to be told apart by. */
export const shortId = (id: string): string => id.replace(/^(rows|some):/, '').slice(0, 12)
