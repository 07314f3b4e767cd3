import { TRAINING_LOCK } from '../store/turn.ts'
import type { Workbench } from '../store/workbench.ts'
import type { TrainerPort } from '../worker/protocol.ts'
import { createArchivist } from './archivist.ts'
import { KeepDatabase } from './database.ts'
import { createKeeper, type Keeper } from './keeper.ts'

declare const SOUNDCHECK_VERSION: string

interface OpenOptions {
  readonly savedAt: number
  /** Draft, plan and view as the page had them at its start. */
  readonly first: string
  save(name: string, file: Blob): void
}

/** Keeps what the page does on this device from now on. Nothing of the page waits for it. */
export function openKeep(workbench: Workbench, port: TrainerPort, options: OpenOptions): Keeper {
  const now = (): number => Date.now()
  const keeper = createKeeper(workbench, port, {
    ...options,
    now,
    database: new KeepDatabase(),
    // Absent where the page is not served safely.
    room: navigator.storage?.estimate === undefined ? null : navigator.storage,
    isElsewhere: async () => {
      const held = (await navigator.locks?.query())?.held ?? []
      return held.some(({ name }) => name === TRAINING_LOCK)
    },
    untilFree: () => navigator.locks.request(TRAINING_LOCK, async () => undefined),
  })
  const archivist = createArchivist(workbench, port, {
    app: SOUNDCHECK_VERSION,
    now,
    save: options.save,
    whole: keeper.whole,
    breathe: () => new Promise((resolve) => setTimeout(resolve)),
  })
  workbench.attach({
    persist: () => void keeper.persist(),
    freeRoom: () => void keeper.freeRoom(),
    dropUnfinished: (keys) => void keeper.dropUnfinished(keys),
    reload: keeper.reload,
    fetchReadings: (runIds) => void keeper.fetchReadings(runIds),
    written: keeper.written,
    exportAll: (withDatasets) => void archivist.exportAll(withDatasets),
    reviewArchive: (file) => void archivist.review(file),
    takeArchive: archivist.take,
  })
  return keeper
}
