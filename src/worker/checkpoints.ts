import { ok, type Result } from '../core/result.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { decodedCheckpoint, encodedCheckpoint, type Kept } from './checkpoint-file.ts'
import type { FileStore } from './files.ts'

/**
 * Checkpoints of runs in files, by a key. Of each run the last two stay, each with the best weights until then: whoever
 * keeps a record of what was told has it of the last or, where that was just written, of the one before.
 */
export interface Checkpoints {
  /** Gives the bytes that were written; null where this browser keeps nothing. Throws where it does not fit. */
  keep(key: string, config: ExperimentConfig, kept: Kept): Promise<number | null>
  /** The one of a step or the latest before it, and none after it stays; null where there is none. */
  find(key: string, config: ExperimentConfig, step: number): Promise<Result<Kept | null>>
  drop(keys: readonly string[]): Promise<void>
}

const LEFT = 2

export function createCheckpoints(files: () => Promise<FileStore | null>): Checkpoints {
  /** Steps that are kept under a key, in order. */
  async function stepsOf(store: FileStore, key: string): Promise<readonly number[]> {
    const start = nameOf(key, '')
    return (await store.list())
      .filter(({ name }) => name.startsWith(start))
      .map(({ name }) => Number(name.slice(start.length)))
      .sort((a, b) => a - b)
  }

  return {
    async keep(key, config, kept) {
      const store = await files()
      if (store === null) return null
      const parts = encodedCheckpoint(config, kept)
      await store.write(nameOf(key, kept.checkpoint.step), parts)
      const steps = await stepsOf(store, key)
      for (const step of steps.slice(0, -LEFT)) await store.remove(nameOf(key, step))
      return parts.reduce((sum, { length }) => sum + length, 0)
    },

    async find(key, config, step) {
      const store = await files()
      if (store === null) return ok(null)
      const steps = await stepsOf(store, key)
      for (const later of steps.filter((one) => one > step)) await store.remove(nameOf(key, later))
      const at = steps.filter((one) => one <= step).at(-1)
      const bytes = at === undefined ? null : await store.read(nameOf(key, at))
      return bytes === null ? ok(null) : decodedCheckpoint(config, bytes)
    },

    async drop(keys) {
      const store = await files()
      if (store === null) return
      for (const key of keys)
        for (const step of await stepsOf(store, key)) await store.remove(nameOf(key, step))
    },
  }
}

export const CHECKPOINTS = 'checkpoint/'
const nameOf = (key: string, step: number | ''): string => `${CHECKPOINTS}${encodeURIComponent(key)}/${step}`
