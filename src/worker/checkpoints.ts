import { fail, issue, ok, type Result } from '../core/result.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { type DatedCheckpoint, decodedCheckpoint, encodedCheckpoint } from './checkpoint-file.ts'
import type { FileStore } from './files.ts'

/**
 * Checkpoints of runs in files, by a key, each with the best weights until then. A record of what was told may lag behind
 * them, since a browser may lose the last of its records when it is killed: beside the last two there stays one that is
 * a minute old.
 */
export interface Checkpoints {
  /** Gives the bytes that were written; null where this browser keeps nothing. Throws where it does not fit. */
  keep(key: string, config: ExperimentConfig, kept: DatedCheckpoint): Promise<number | null>
  /**
   * The one of a step or the latest whole one before it; null where none is kept. None after it stays then. Where there
   * is none, all stay, and an issue says why they are of no use.
   */
  find(key: string, config: ExperimentConfig, step: number): Promise<Result<DatedCheckpoint | null>>
  drop(keys: readonly string[]): Promise<void>
}

/** A file, and when it was written by the clock on the wall; when it was first seen, where that was before this visit. */
interface Dated {
  readonly step: number
  readonly at: number
}

const LAST = 2
/** Milliseconds by which a record may lag. */
const LAG = 60_000

export function createCheckpoints(files: () => Promise<FileStore | null>): Checkpoints {
  const writtenAt = new Map<string, number>()

  /** Steps that are kept under a key, in order. */
  async function stepsOf(store: FileStore, key: string): Promise<readonly number[]> {
    const start = nameOf(key, '')
    return (await store.list())
      .filter(({ name }) => name.startsWith(start))
      .map(({ name }) => Number(name.slice(start.length)))
      .sort((a, b) => a - b)
  }

  async function remove(store: FileStore, key: string, step: number): Promise<void> {
    await store.remove(nameOf(key, step))
    writtenAt.delete(nameOf(key, step))
  }

  function dated(key: string, step: number, now: number): Dated {
    const at = writtenAt.get(nameOf(key, step)) ?? now
    writtenAt.set(nameOf(key, step), at)
    return { step, at }
  }

  return {
    async keep(key, config, kept) {
      const store = await files()
      if (store === null) return null
      const parts = encodedCheckpoint(config, kept)
      const { step, keptAt } = { ...kept, ...kept.checkpoint }
      await store.write(nameOf(key, step), parts)
      writtenAt.set(nameOf(key, step), keptAt)
      const all = (await stepsOf(store, key)).map((one) => dated(key, one, keptAt))
      for (const one of superfluous(all, keptAt)) await remove(store, key, one.step)
      return parts.reduce((sum, { length }) => sum + length, 0)
    },

    async find(key, config, step) {
      const store = await files()
      const steps = store === null ? [] : await stepsOf(store, key)
      if (store === null || steps.length === 0) return ok(null)
      const later = steps.filter((one) => one > step)
      let problem = issue('checkpoint', later.length > 0 ? 'checkpoint.onlyLater' : 'checkpoint.gone')
      for (const at of steps.filter((one) => one <= step).reverse()) {
        const bytes = await store.read(nameOf(key, at))
        if (bytes === null) continue
        const found = decodedCheckpoint(config, bytes)
        if (found.ok) {
          for (const one of later) await remove(store, key, one)
          return found
        }
        problem = found.error[0] ?? problem
      }
      return fail([problem])
    },

    async drop(keys) {
      const store = await files()
      if (store === null) return
      for (const key of keys) for (const step of await stepsOf(store, key)) await remove(store, key, step)
    },
  }
}

/** All but the last, the newest that no record lags behind any more, and the oldest after it, which takes its place. */
function superfluous(all: readonly Dated[], now: number): readonly Dated[] {
  const isOld = ({ at }: Dated): boolean => now - at >= LAG
  const stays = new Set([...all.slice(-LAST), all.findLast(isOld), all.find((one) => !isOld(one))])
  return all.filter((one) => !stays.has(one))
}

export const CHECKPOINTS = 'checkpoint/'
const nameOf = (key: string, step: number | ''): string => `${CHECKPOINTS}${encodeURIComponent(key)}/${step}`
