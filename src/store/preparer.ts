import type { TrainerPort, WorkerMessage } from '../worker/protocol.ts'
import type { Access } from './access.ts'
import { isPresent } from './datasets.ts'

export type PrepareMessage = Extract<WorkerMessage, { readonly type: 'prepared' | 'unprepared' | 'passport' }>

/** Typing in a form settles for this long before anything is encoded, in milliseconds. */
const SETTLE = 150

export const NOTHING_PREPARED = { preparing: { kind: 'idle' }, passport: null } as const

export interface Preparer {
  /** Asks for counts and reference lines of the draft's dataset, schema and split. */
  schedule(): void
  /** An answer to any but the latest question is dropped. */
  receive(message: PrepareMessage): void
  close(): void
}

export function createPreparer(access: Access, port: TrainerPort): Preparer {
  let timer: ReturnType<typeof setTimeout> | undefined
  let prepares = 0
  /** Whose passport the page has. */
  let shown: string | null = null
  const latest = (): string => `prepare ${prepares}`

  return {
    schedule() {
      clearTimeout(timer)
      const { draft, datasets } = access.get()
      if (!isPresent(datasets, draft.dataset)) {
        access.set(NOTHING_PREPARED)
        return
      }
      prepares++
      const prepareId = latest()
      access.set({ preparing: { kind: 'preparing', prepareId } })
      // That of another dataset says nothing of this one.
      if (shown !== draft.dataset.id) access.set({ passport: null })
      shown = draft.dataset.id
      timer = setTimeout(() => {
        const { dataset, schema, split } = access.get().draft
        port.send({ type: 'prepare', prepareId, dataset, schema, split })
      }, SETTLE)
    },

    receive(message) {
      if (message.type === 'passport') {
        if (message.prepareId === latest()) access.set({ passport: message.passport })
        return
      }
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
