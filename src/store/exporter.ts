import { type Issue, issue, ok, type Result, warning } from '../core/result.ts'
import { groupName } from '../experiment/diff.ts'
import type { Plan } from '../experiment/plan.ts'
import { unnamed } from '../experiment/unnamed.ts'
import type { Weights, WeightsArchive } from '../run/experiment-file.ts'
import type { Run } from '../run/run.ts'
import type { ModelForm, TrainerPort, WorkerMessage } from '../worker/protocol.ts'
import type { Access } from './access.ts'
import { hasWeights } from './attempts.ts'
import { cellsOf, ofCell } from './runs.ts'
import { type ExportActions, runKey } from './state.ts'

export type ExportMessage = Extract<WorkerMessage, { readonly type: 'csv' | 'exported' | 'unexported' }>
type SaveFile = (name: string, bytes: ArrayBuffer) => void
interface Made {
  readonly name: string
  readonly bytes: ArrayBuffer
  /** What a person is to know of it. */
  readonly notices?: readonly Issue[]
}
interface Taken extends Weights {
  readonly missing: readonly Run[]
}

/** What the trainer says of a run whose weights, or the rows to read them by, it has no more. */
const GONE: ReadonlySet<string> = new Set(['inspect.noWeights', 'inspect.noData'])

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

  /** Archives of the runs whose weights are still at hand; which are not is told. */
  async function weightsOf(
    runs: readonly Run[],
    visit: string,
    form: 'pytorch' | 'weights',
  ): Promise<Result<Taken>> {
    const archives: WeightsArchive[] = []
    const missing: Run[] = []
    for (const run of runs.filter(({ status }) => status.kind === 'ended')) {
      const made = hasWeights(run, visit) ? await modelOf(run.attempt as string, run.id, form) : null
      if (made?.ok) archives.push({ id: run.id, content: new Uint8Array(made.value.bytes) })
      else if (made === null || made.error.every(({ code }) => GONE.has(code))) missing.push(run)
      else return made
    }
    return ok({ archives, missing, hold: form === 'pytorch' ? 'test rows' : 'no rows' })
  }

  /** One at a time: while one is made no other is begun. */
  function make(work: () => Promise<Result<Made>>): void {
    if (access.get().exporting) return
    access.set({ exporting: true })
    const refuse = (issues: readonly Issue[]): void => access.set({ exporting: false, problem: issues })
    work().then(
      (made) => {
        if (!made.ok) return refuse(made.error)
        const { notices = [] } = made.value
        access.set(notices.length === 0 ? { exporting: false } : { exporting: false, problem: notices })
        saveFile(made.value.name, made.value.bytes)
      },
      (error: unknown) => refuse([issue('file', 'worker.unexpected', { detail: String(error) })]),
    )
  }

  return {
    actions: {
      downloadCsv: (dataset) => port.send({ type: 'export-csv', dataset }),

      exportModel({ attempt }, title, form) {
        if (attempt !== null) make(() => modelOf(attempt, title, form))
      },

      saveExperiment(link, form) {
        const { runs: all, plan, visit } = access.get()
        const runs = cellsOf(plan).flatMap((cell) => ofCell(all, cell) ?? [])
        const name = nameOf(plan).replace(/[^\p{L}\p{N}]+/gu, '-') || 'experiment'
        make(async () => {
          const { experimentFile } = await import('../run/experiment-file.ts')
          const taken = form === null ? ok(null) : await weightsOf(runs, visit, form)
          if (!taken.ok) return taken
          const bytes = experimentFile(link, runs, taken.value)
          const missing = (taken.value?.missing ?? []).map((run) => runName(plan, run))
          const notices =
            missing.length === 0 ? [] : [warning('file', 'export.missing', { runs: missing.join('; ') })]
          return ok({ name: `${name}.soundcheck`, bytes: bytes.buffer, notices })
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

const nameOf = ({ groups: [first] }: Plan): string => (first === undefined ? '' : unnamed(first.config).name)

/** As a person knows it: its group and its seed. */
function runName({ groups }: Plan, { id, config }: Run): string {
  const group = groups.find((one) => id.startsWith(runKey(one.id, '')))
  const [base] = groups
  const name = group?.label ?? (base === undefined ? id : groupName(base.config, config))
  return `${name} (${config.seed})`
}
