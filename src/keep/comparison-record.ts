import { pack, unpack } from '../core/pack.ts'
import { fail, issue, ok, type Result } from '../core/result.ts'
import { z } from '../experiment/checked.ts'
import { parseExperiment } from '../experiment/parse.ts'
import { type DeletedRun, mergedMemories } from '../run/deleted.ts'
import { type Kept, parseKept, textOf } from '../store/persist.ts'
import type { WorkbenchState } from '../store/state.ts'
import { climbed, type Ladder } from './ladder.ts'

/** Newest version of a comparison's record. */
export const COMPARISON_VERSION = 1
/** No rung yet: version 1 is the first. */
export const COMPARISON_LADDER: Ladder = {}

/** A comparison besides its runs. */
export interface StoredComparison {
  /** When it was written, in milliseconds. */
  readonly at: number
  /** Draft, plan, view, marks and notes; null where this version cannot read them. */
  readonly kept: Kept | null
  readonly hidden: readonly string[]
  readonly deleted: readonly DeletedRun[]
  /** Config and seed of what waited, in the order of the queue. */
  readonly order: readonly string[]
  /** Whether the browser was asked to clear nothing by itself, or a person said no. */
  readonly asked: boolean
}

export function comparisonRecord(
  state: WorkbenchState,
  rest: Pick<StoredComparison, 'at' | 'order' | 'asked'>,
): Uint8Array<ArrayBuffer> {
  const { hiddenGroups, deleted } = state
  const text = textOf(state)
  return pack({ version: COMPARISON_VERSION, text, hidden: [...hiddenGroups], deleted, ...rest })
}

const SHAPE = z.object({
  at: z.number(),
  text: z.string(),
  hidden: z.array(z.string()),
  order: z.array(z.string()),
  asked: z.boolean(),
  deleted: z.array(z.object({ config: z.unknown(), lost: z.boolean(), read: z.boolean() })),
})

/** A memory of a deleted run that cannot be read is left out, and nothing else with it. */
export function parseComparison(bytes: Uint8Array): Result<StoredComparison> {
  const raw = unpack(bytes)
  if (!raw.ok) return raw
  const record = climbed(raw.value, COMPARISON_LADDER, COMPARISON_VERSION)
  if (!record.ok) return record
  const parsed = SHAPE.safeParse(record.value)
  if (!parsed.success) return fail([issue('comparison', 'stored.damaged')])
  const { text, deleted, ...rest } = parsed.data
  return ok({
    ...rest,
    kept: parseKept(text),
    deleted: deleted.flatMap(({ config, lost, read }) => {
      const own = parseExperiment(config)
      return own.ok ? [{ config: own.value, lost, read }] : []
    }),
  })
}

/** A record that remembers these deleted runs, too; all else of it stays. Null where it cannot be read. */
export function withDeleted(
  bytes: Uint8Array,
  deleted: readonly DeletedRun[],
): Uint8Array<ArrayBuffer> | null {
  const [parsed, raw] = [parseComparison(bytes), unpack(bytes)]
  if (!parsed.ok || !raw.ok) return null
  const record = climbed(raw.value, COMPARISON_LADDER, COMPARISON_VERSION)
  if (!record.ok) return null
  return pack({ ...record.value, deleted: mergedMemories(deleted, parsed.value.deleted) })
}
