import { fail, type Issue, issue, type Result, warning } from '../core/result.ts'
import { runHash } from '../experiment/hash.ts'
import type { Run } from '../run/run.ts'
import { parseComparison, type StoredComparison, withDeleted } from './comparison-record.ts'
import type { AsideRow, KeepDatabase } from './database.ts'
import { parseRun, type RunRecord, withReadings } from './run-record.ts'

/** The comparison's record of a device: it has one. */
export const CURRENT = 'current'
/** Records that are read between two drawings. */
export const CHUNK = 4

export type ReadRun = readonly [Run, RunRecord]

export interface Loading {
  /** Records that lay aside and can be read by now go back to where they were. */
  retry(): Promise<void>
  comparison(): Promise<StoredComparison | null>
  /** Runs that have ended, but those of some keys, some at a time. */
  ended(without?: ReadonlySet<string>): AsyncGenerator<readonly ReadRun[]>
  /** A run with what it recorded inside, which lies apart. */
  whole(run: Run): Promise<Result<Run>>
  /** Runs that were on their way. */
  open(): Promise<readonly ReadRun[]>
}

/**
 * What lies on the device. A record that cannot be read is told by its name and keeps no other from being read: one of a
 * newer version stays where that will look for it, one that is damaged is moved aside as it is.
 */
export function createLoading(database: KeepDatabase, told: (issue: Issue) => void): Loading {
  /** Records are read more than once a visit, and told once. */
  const newer = new Set<string>()

  async function* from(
    table: 'runs' | 'unfinished',
    without: ReadonlySet<string> = new Set(),
  ): AsyncGenerator<readonly ReadRun[]> {
    const all = await database[table].toCollection().primaryKeys()
    const keys = all.filter((key) => !without.has(key))
    for (let at = 0; at < keys.length; at += CHUNK) {
      const read: ReadRun[] = []
      for (const record of await database[table].bulkGet(keys.slice(at, at + CHUNK))) {
        if (record === undefined) continue
        const run = await orAside(table, record, record.id ?? record.key, () => parseRun(record.bytes))
        if (run !== null) read.push([run, record])
      }
      yield read
    }
  }

  async function orAside<T>(
    table: 'runs' | 'unfinished' | 'comparisons',
    record: { readonly bytes: unknown; readonly key?: string },
    name: string,
    parse: () => Result<T>,
  ): Promise<T | null> {
    const parsed = record.bytes instanceof Uint8Array ? parse() : null
    if (parsed?.ok) return parsed.value
    const [first] = parsed === null ? [] : parsed.error
    const [why, where] = [first?.code ?? 'stored.damaged', first?.path ?? 'record']
    const key = record.key ?? name
    if (why === 'stored.newer') {
      if (!newer.has(`${table} ${key}`)) told(warning(name, 'stored.newerStays', { name }))
      newer.add(`${table} ${key}`)
      return null
    }
    await database.transaction('rw', [database[table], database.aside], async () => {
      await database.aside.add({ table, key, bytes: record.bytes, why: `${why} ${where}` })
      await database[table].delete(key)
    })
    told(warning(name, 'stored.aside', { name, where }))
    return null
  }

  async function back({ at, table, key, bytes }: AsideRow): Promise<void> {
    if (at === undefined || !(bytes instanceof Uint8Array)) return
    if (table === 'comparisons') {
      const parsed = parseComparison(bytes)
      if (!parsed.ok) return
      const row = await database.comparisons.get(key)
      const current = row === undefined ? bytes : withDeleted(row.bytes, parsed.value.deleted)
      if (current === null) return
      await database.comparisons.put({ id: key, bytes: new Uint8Array(current) })
    } else if (table === 'runs' || table === 'unfinished') {
      const parsed = parseRun(bytes)
      if (!parsed.ok) return
      // What was trained since stays.
      if ((await database[table].get(key)) === undefined)
        await database[table].put({ key, id: parsed.value.id, bytes: new Uint8Array(bytes) })
    }
    await database.aside.delete(at)
  }

  return {
    retry: () =>
      database.transaction('rw', database.tables, async () => {
        for (const row of await database.aside.toArray()) await back(row)
      }),
    async comparison() {
      const row = await database.comparisons.get(CURRENT)
      return row === undefined ? null : orAside('comparisons', row, CURRENT, () => parseComparison(row.bytes))
    },
    ended: (without) => from('runs', without),
    async whole(run) {
      const row = await database.readings.get(runHash(run.config))
      return row?.bytes instanceof Uint8Array
        ? withReadings(run, row.bytes)
        : fail([issue('readings', 'stored.damaged')])
    },
    async open() {
      const all: ReadRun[] = []
      for await (const some of from('unfinished')) all.push(...some)
      return all
    },
  }
}
