import 'fake-indexeddb/auto'
import { sampleConfig } from '../experiment/defaults.ts'
import { KeepDatabase } from '../keep/database.ts'
import { createKeeper, type Keeper, type KeeperHost } from '../keep/keeper.ts'
import { textOf } from '../store/persist.ts'
import type { LocksLike } from '../store/turn.ts'
import { createWorkbench, type Workbench } from '../store/workbench.ts'
import { type FakeTrainer, fakeTrainer, infoOf, SAMPLE_HASH } from './fake-trainer.ts'

export interface Page {
  readonly workbench: Workbench
  readonly trainer: FakeTrainer
  readonly keeper: Keeper
  readonly database: KeepDatabase
}

let devices = 0
let moments = 1000

/** A device: its pages are opened one after another or at once, and share what it keeps. */
export function fakeDevice() {
  const name = `device ${++devices}`
  const room = { usage: 10, quota: 1000, isPersistent: false, promises: true }
  const pages: Page[] = []

  async function open(options: Partial<KeeperHost> = {}, locks?: LocksLike): Promise<Page> {
    const trainer = fakeTrainer()
    const workbench = createWorkbench(trainer.port, {
      clock: () => 0,
      visit: `${++moments}.`,
      ...(locks && { locks }),
    })
    const { importId } = trainer.last('import-builtin')
    const dataset = infoOf(SAMPLE_HASH, 'sample', sampleConfig().schema)
    trainer.say({ type: 'imported', importId, dataset })
    trainer.say({ type: 'kept', datasets: [], checkpoints: [] })
    const database = new KeepDatabase(name)
    const keeper = createKeeper(workbench, trainer.port, {
      database,
      room: {
        estimate: async () => room,
        persisted: async () => room.isPersistent,
        persist: async () => {
          room.isPersistent = room.promises
          return room.isPersistent
        },
      },
      savedAt: 0,
      first: textOf(workbench.getState()),
      now: () => ++moments,
      isElsewhere: async () => false,
      untilFree: async () => undefined,
      ...options,
    })
    const { freeRoom, dropUnfinished, persist, reload, written } = keeper
    workbench.attach({
      freeRoom: () => void freeRoom(),
      dropUnfinished: (keys) => void dropUnfinished(keys),
      persist: () => void persist(),
      fetchReadings: (runIds) => void keeper.fetchReadings(runIds),
      reload,
      written,
      exportAll: () => undefined,
      reviewArchive: () => undefined,
      takeArchive: () => undefined,
    })
    await keeper.opened
    const page = { workbench, trainer, keeper, database }
    pages.push(page)
    return page
  }

  return {
    name,
    room,
    open,
    close() {
      for (const { workbench, keeper } of pages.splice(0)) {
        keeper.close()
        workbench.close()
      }
    },
  }
}
