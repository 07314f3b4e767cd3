import type { Run } from '../run/run.ts'
import type { TrainerPort, WorkerMessage } from '../worker/protocol.ts'
import type { Access } from './access.ts'
import type { ExportActions } from './state.ts'

export type ExportMessage = Extract<WorkerMessage, { readonly type: 'csv' | 'exported' | 'unexported' }>

/** Files that the trainer makes and hands to the person. */
export interface Exporter {
  readonly actions: ExportActions
  receive(message: ExportMessage): void
}

export function createExporter(
  access: Access,
  port: TrainerPort,
  saveFile: (name: string, bytes: ArrayBuffer) => void,
): Exporter {
  let exports = 0

  return {
    actions: {
      downloadCsv: (dataset) => port.send({ type: 'export-csv', dataset }),

      exportModel({ attempt }, title, form) {
        if (attempt === null || access.get().exporting !== null) return
        const exportId = `export ${++exports}`
        access.set({ exporting: exportId })
        port.send({ type: 'export-model', exportId, runId: attempt, title, form })
      },
    },

    receive(message) {
      if (message.type !== 'csv' && access.get().exporting === message.exportId)
        access.set({ exporting: null })
      if (message.type === 'unexported') access.set({ problem: message.issues })
      else saveFile(message.name, message.bytes)
    },
  }
}

/** Whether its trained weights may still be with the trainer. */
export const hasWeights = ({ status, attempt }: Run): boolean => status.kind === 'ended' && attempt !== null
