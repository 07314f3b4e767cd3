import { vi } from 'vitest'
import type { RunEvent } from '../run/events.ts'
import { createWorkbench, type Workbench } from '../store/workbench.ts'
import { type FakeTrainer, fakeTrainer, infoOf, SAMPLE_HASH } from './fake-trainer.ts'
import { ended, STARTED } from './run-events.ts'

/** A workbench on the sample beside a trainer that does what a test says, on a clock of the test's own. */
export interface PlanBench {
  readonly trainer: FakeTrainer
  readonly workbench: Workbench
  /** Milliseconds of the workbench's clock. */
  now: number
  /** Plays events for the run that was started last. */
  play(...events: readonly RunEvent[]): void
  /** Lets every run of the queue finish, a second each. */
  finishAll(most?: number): void
  close(): void
}

/** Timers are fake until it is closed. */
export function planBench(): PlanBench {
  vi.useFakeTimers()
  const trainer = fakeTrainer()
  const workbench = createWorkbench(trainer.port, { clock: () => bench.now })
  const bench: PlanBench = {
    trainer,
    workbench,
    now: 0,
    play(...events) {
      for (const event of events) trainer.say({ type: 'run', runId: trainer.last('start').runId, event })
    },
    finishAll(most = 200) {
      for (let i = 0; i < most && workbench.getState().queue.length > 0; i++) {
        bench.play(STARTED)
        bench.now += 1000
        bench.play(ended('finished'))
      }
    },
    close() {
      workbench.close()
      vi.useRealTimers()
    },
  }
  trainer.say({
    type: 'imported',
    importId: trainer.last('import-builtin').importId,
    dataset: infoOf(SAMPLE_HASH, 'sample', workbench.getState().draft.schema),
  })
  return bench
}
