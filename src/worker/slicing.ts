import { type SliceSpec, sliceKey, slicePositions } from '../core/metrics/slice-spec.ts'
import { fail, type Issue, issue, ok, type Result } from '../core/result.ts'
import { sliceReport } from '../model/evaluate.ts'
import { sliceReferences } from '../run/prepare.ts'
import type { SliceReferences, SliceReport } from '../run/slice-report.ts'
import { unexpected } from './faults.ts'
import { isForeign } from './foreign.ts'
import type { Library } from './library.ts'
import type { Command, WorkerMessage } from './protocol.ts'
import type { Kept, Rankings } from './rankings.ts'
import type { SessionHost } from './session.ts'

type SliceCommand = Extract<Command, { readonly type: 'slice' }>
type Sliced = Extract<WorkerMessage, { readonly type: 'sliced' }>

/** Metrics of slices that people make, from the scores that are kept of ended runs: rows stay here, aggregates leave. */
export interface Slicing {
  slice(command: SliceCommand): Promise<void>
}

export function createSlicing(
  host: Pick<SessionHost, 'post' | 'breathe'>,
  library: Pick<Library, 'ready'>,
  rankings: Pick<Rankings, 'kept'>,
): Slicing {
  /** What one run says of the slice, with the reference lines of its rows. */
  async function ofRun({ config, scored }: Kept, spec: SliceSpec): Promise<Result<OfRun>> {
    if (isForeign(spec, config)) return fail([issue('slice', 'slice.otherUsers')])
    const ready = await library.ready(config.dataset, config.schema, config.split)
    if (ready === null) return fail([issue('run', 'slice.noData')])
    if (!ready.ok) return ready
    const { encoded } = ready.value
    const valid = slicePositions(encoded, 'valid', spec)
    const test = slicePositions(encoded, 'test', spec)
    if (!valid.ok) return valid
    if (!test.ok) return test
    if (test.value.length === 0) return fail([issue('slice', 'slice.empty')])
    const slice = sliceKey(spec)
    const positions = { valid: valid.value, test: test.value }
    return ok({
      report: sliceReport(encoded, slice, positions, scored),
      references: () => sliceReferences(encoded, slice, positions),
    })
  }

  async function answerTo({ sliceId, runIds, spec }: SliceCommand): Promise<Result<Sliced>> {
    const reports: { runId: string; report: SliceReport }[] = []
    const gone: string[] = []
    let refusal: readonly Issue[] | null = null
    let references: SliceReferences | null = null
    for (const runId of runIds) {
      await host.breathe()
      const kept = rankings.kept(runId)
      const own = kept === null ? null : await ofRun(kept, spec)
      if (own?.ok !== true) {
        gone.push(runId)
        if (own !== null) refusal = own.error
        continue
      }
      references ??= own.value.references()
      reports.push({ runId, report: own.value.report })
    }
    // One run of another schema does not keep the others from their numbers.
    if (reports.length === 0 && refusal !== null) return fail(refusal)
    return ok({ type: 'sliced', sliceId, reports, gone, references })
  }

  return {
    async slice(command) {
      const { sliceId } = command
      try {
        const answer = await answerTo(command)
        host.post(answer.ok ? answer.value : { type: 'unsliced', sliceId, issues: answer.error })
      } catch (error) {
        host.post({ type: 'unsliced', sliceId, issues: [unexpected(error)] })
      }
    },
  }
}

interface OfRun {
  readonly report: SliceReport
  references(): SliceReferences
}
