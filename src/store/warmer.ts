import type { TrainerPort } from '../worker/protocol.ts'
import type { Access } from './access.ts'
import { isPresent } from './datasets.ts'
import { cellsOf, queued } from './runs.ts'

/** A person who chooses settles for this long before anything is compiled, in milliseconds. */
const SETTLE = 250

export interface Warmer {
  /** Lets the trainer compile what Run would train first, once nothing else is to be done. */
  schedule(): void
  close(): void
}

export function createWarmer({ get }: Access, port: TrainerPort): Warmer {
  let timer: ReturnType<typeof setTimeout> | undefined

  function warm(): void {
    const { plan, runs, queue, datasets, preparing } = get()
    if (queue.length > 0 || preparing.kind !== 'prepared') return
    const here = cellsOf(plan).filter(({ config }) => isPresent(datasets, config.dataset))
    const next = queued({ runs, queue }, here)
    const first = next.runs.get(next.queue[0] ?? '')
    if (first !== undefined) port.send({ type: 'warm', config: first.config })
  }

  return {
    schedule() {
      clearTimeout(timer)
      timer = setTimeout(warm, SETTLE)
    },
    close() {
      clearTimeout(timer)
    },
  }
}
