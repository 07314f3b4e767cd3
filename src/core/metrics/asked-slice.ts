import type { EncodedDataset } from '../data/encoded.ts'
import type { Split } from '../data/schema.ts'
import { fail, issue, ok, type Result } from '../result.ts'
import { type SliceSpec, sliceKey, slicePositions } from './slice-spec.ts'
import { slicesOf } from './slices.ts'

/** A slice as a question names it: a standing one by its name, null for all rows; one that was made brings what it asks. */
export interface SliceAsked {
  readonly slice: string | null
  readonly spec?: SliceSpec
}

/** A slice that was made, under the name of what it asks. */
export const askedSlice = (spec: SliceSpec): SliceAsked => ({ slice: sliceKey(spec), spec })

/** Rows of a split in the slice, as positions in the split's order; an issue where there are none. */
export function askedPositions(
  encoded: EncodedDataset,
  split: Split,
  { slice, spec }: SliceAsked,
): Result<Uint32Array> {
  if (spec === undefined) {
    const standing = slicesOf(encoded, split).find((one) => one.slice === slice)
    return standing === undefined ? fail([issue('slice', 'slice.empty')]) : ok(standing.positions)
  }
  const found = slicePositions(encoded, split, spec)
  return found.ok && found.value.length === 0 ? fail([issue('slice', 'slice.empty')]) : found
}
