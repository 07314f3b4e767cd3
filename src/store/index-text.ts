import { byteReader, pushVarint } from '../core/bytes.ts'
import { isByIndex, type SliceSpec } from '../core/metrics/slice-spec.ts'
import { base64url, fromBase64url } from '../experiment/envelope.ts'

/**
 * Characters that the users and rows of all saved slices may take together, a fifth of what a browser keeps of a page in
 * its small store: draft and plan are kept beside them.
 */
export const MOST_CHARACTERS = 2 ** 20

/** Of each list that was written: it is written anew at every change of the page. */
const texts = new WeakMap<readonly number[], string>()

/** Indices as text: sorted, as varints of what lies between one and the next. */
export function indexText(indices: readonly number[]): string {
  const known = texts.get(indices)
  if (known !== undefined) return known
  const sorted = [...indices].sort((a, b) => a - b)
  const bytes: number[] = []
  for (const [at, index] of sorted.entries()) pushVarint(bytes, index - (sorted[at - 1] ?? 0))
  const text = base64url(Uint8Array.from(bytes))
  texts.set(indices, text)
  return text
}

/** Null where that is no such text, or a longer one than is written. */
export function textIndices(text: string): readonly number[] | null {
  const bytes = text.length > MOST_CHARACTERS ? null : fromBase64url(text)
  if (bytes === null) return null
  const reader = byteReader(bytes)
  const indices: number[] = []
  let last = 0
  while (reader.left() > 0) {
    last += reader.varint() ?? Number.NaN
    if (!isIndex(last)) return null
    indices.push(last)
  }
  return indices
}

export const isIndex = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32

/** Characters that the users and rows of these slices take. */
export const charactersOf = (slices: readonly { readonly spec: SliceSpec }[]): number =>
  slices
    .flatMap(({ spec }) => spec.all.filter(isByIndex))
    .reduce((sum, one) => sum + indexText(one.kind === 'users' ? one.users : one.rows).length, 0)
