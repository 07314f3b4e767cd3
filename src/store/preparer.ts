import type { TrainerPort, WorkerMessage } from '../worker/protocol.ts'
import type { Access } from './access.ts'
import { isPresent } from './datasets.ts'

export type PrepareMessage = Extract<WorkerMessage, { readonly type: 'prepared' | 'unprepared' }>

/** Typing in a form settles for this long before anything is encoded, in milliseconds. */
const SETTLE = 150

export interface Preparer {
  /** Asks for counts and reference lines of the draft's dataset, schema and split. */
  schedule(): void
  receive(message: PrepareMessage): void
  close(): void
}

export function createPreparer(access: Access, port: TrainerPort): Preparer {
  let timer: ReturnType<typeof setTimeout> | undefined
  let prepares = 0

  return {
    schedule() {
      clearTimeout(timer)
      const { draft, datasets } = access.get()
      if (!isPresent(datasets, draft.dataset)) {
        access.set({ preparing: { kind: 'idle' } })
        return
      }
      const prepareId = `prepare ${++prepares}`
      access.set({ preparing: { kind: 'preparing', prepareId } })
      timer = setTimeout(() => {
        const { dataset, schema, split } = access.get().draft
        port.send({ type: 'prepare', prepareId, dataset, schema, split })
      }, SETTLE)
    },

    receive(message) {
      const { preparing } = access.get()
      if (preparing.kind !== 'preparing' || preparing.prepareId !== message.prepareId) return
      const { issues } = message
      access.set({
        preparing:
          message.type === 'prepared'
            ? { kind: 'prepared', prepared: message.prepared, issues }
            : { kind: 'refused', issues },
      })
    },

    close() {
      clearTimeout(timer)
    },
  }
}
