import { fail, issue, type Result } from '../core/result.ts'
import type { Exported } from './export-model.ts'
import { unexpected } from './faults.ts'
import type { Inspections } from './inspections.ts'
import type { Library } from './library.ts'
import type { Command } from './protocol.ts'
import type { Workshop } from './rebuilt.ts'
import type { SessionHost } from './session.ts'

type ExportCommand = Extract<Command, { readonly type: 'export-model' }>

/** Trained models as files to take along. What makes them is loaded when it is first asked for. */
export interface Exporter {
  export(command: ExportCommand): Promise<void>
}

export function createExporter(
  host: Pick<SessionHost, 'post'>,
  library: Library,
  shop: Workshop,
  inspections: Pick<Inspections, 'kept'>,
): Exporter {
  async function fileOf({ runId, title, form }: ExportCommand): Promise<Result<Exported>> {
    const kept = inspections.kept(runId)
    if (kept === null) return fail([issue('run', 'inspect.noWeights')])
    const { exportedModel } = await import('./export-model.ts')
    return exportedModel(kept, title, form, library, shop)
  }

  return {
    async export(command) {
      const { exportId } = command
      let outcome: Result<Exported>
      try {
        outcome = await fileOf(command)
      } catch (error) {
        outcome = fail([unexpected(error)])
      }
      if (!outcome.ok) host.post({ type: 'unexported', exportId, issues: outcome.error })
      else {
        const { name, bytes } = outcome.value
        host.post({ type: 'exported', exportId, name, bytes: bytes.buffer }, [bytes.buffer])
      }
    },
  }
}
