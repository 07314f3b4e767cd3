import type { Issue, Result } from '../core/result.ts'
import type { Plan } from '../experiment/plan.ts'
import { unnamed } from '../experiment/unnamed.ts'
import type { Run } from '../run/run.ts'
import type { ModelForm, TrainerPort, WorkerMessage } from '../worker/protocol.ts'
import type { Access } from './access.ts'
import { cellsOf, ofCell } from './runs.ts'
import type { ExportActions } from './state.ts'

export type ExportMessage = Extract<WorkerMessage, { readonly type: 'csv' | 'exported' | 'unexported' }>
type SaveFile = (name: string, bytes: ArrayBuffer) => void
interface Made {
  readonly name: string
  readonly bytes: ArrayBuffer
}

/** Files that the trainer makes or has a part in, handed to the person. */
export interface Exporter {
  readonly actions: ExportActions
  receive(message: ExportMessage): void
}

export function createExporter(access: Access, port: TrainerPort, saveFile: SaveFile): Exporter {
  const waiting = new Map<string, (made: Result<Made>) => void>()
  let exports = 0

  function modelOf(runId: string, title: string, form: ModelForm): Promise<Result<Made>> {
    const exportId = `export ${++exports}`
    return new Promise((resolve) => {
      waiting.set(exportId, resolve)
      port.send({ type: 'export-model', exportId, runId, title, form })
    })
  }

  /** One at a time: while one is made no other is begun. */
  function make(work: () => Promise<Result<Made>>): void {
    if (access.get().exporting) return
    access.set({ exporting: true })
    const refuse = (issues: readonly Issue[]): void => access.set({ exporting: false, problem: issues })
    work().then(
      (made) => {
        if (!made.ok) return refuse(made.error)
        access.set({ exporting: false })
        saveFile(made.value.name, made.value.bytes)
      },
      (error: unknown) =>
        refuse([
          { path: 'file', code: 'worker.unexpected', params: { detail: String(error) }, severity: 'error' },
        ]),
    )
  }

  return {
    actions: {
      downloadCsv: (dataset) => port.send({ type: 'export-csv', dataset }),

      exportModel({ attempt }, title, form) {
        if (attempt !== null) make(() => modelOf(attempt, title, form))
      },

      saveExperiment(link, withWeights) {
        const { runs: all, plan } = access.get()
        const runs = cellsOf(plan).flatMap((cell) => ofCell(all, cell) ?? [])
        const name = nameOf(plan).replace(/[^\p{L}\p{N}]+/gu, '-') || 'experiment'
        make(async () => {
          const { experimentFile } = await import('../run/experiment-file.ts')
          const weights: { readonly name: string; readonly content: Uint8Array }[] = []
          for (const run of withWeights ? runs.filter(hasWeights) : []) {
            const made = await modelOf(run.attempt as string, run.id, 'pytorch')
            if (!made.ok) return made
            weights.push({ name: run.id, content: new Uint8Array(made.value.bytes) })
          }
          const bytes = experimentFile(link, runs, weights)
          return { ok: true, value: { name: `${name}.soundcheck`, bytes: bytes.buffer } }
        })
      },
    },

    receive(message) {
      if (message.type === 'csv') {
        saveFile(message.name, message.bytes)
        return
      }
      const settle = waiting.get(message.exportId)
      waiting.delete(message.exportId)
      if (message.type === 'exported') settle?.({ ok: true, value: message })
      else settle?.({ ok: false, error: message.issues })
    },
  }
}

/** Whether its trained weights may still be with the trainer. */
export const hasWeights = ({ status, attempt }: Run): boolean => status.kind === 'ended' && attempt !== null

const nameOf = ({ groups: [first] }: Plan): string => (first === undefined ? '' : unnamed(first.config).name)
