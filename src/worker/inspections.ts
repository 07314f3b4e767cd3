import type { InspectAnswer, InspectKind, InspectQuestion } from '../core/inspect/question.ts'
import { findUser, testUsers } from '../core/inspect/users.ts'
import { fail, issue, ok, type Result } from '../core/result.ts'
import { unexpected } from './faults.ts'
import { isForeign } from './foreign.ts'
import { gateRows } from './gate-rows.ts'
import { createKeptRuns } from './kept-runs.ts'
import type { Library } from './library.ts'
import { magnified } from './microscope.ts'
import { neutralised } from './neutralise.ts'
import type { Command } from './protocol.ts'
import { type KeptRun, type Rebuilt, rebuilt, type Variables, type Workshop } from './rebuilt.ts'
import type { SessionHost } from './session.ts'

export type { Variables }

type InspectCommand = Extract<Command, { readonly type: 'inspect' }>

/** Trained weights of runs that have ended, and answers made of them: rows stay here. */
export interface Inspections {
  keep(runId: string, kept: KeptRun): void
  forget(runIds: readonly string[]): void
  /** What is kept of a run; null where nothing is. */
  kept(runId: string): KeptRun | null
  inspect(command: InspectCommand): void
}

/** Bytes of weights that are kept; the oldest give way. */
const MOST_BYTES = 256 << 20
/** Longest work between two breaths, in milliseconds. */
const WORK = 40
/** What waits for a person's next move comes before what takes long. */
const ORDER: readonly InspectKind[] = ['microscope', 'find', 'gate', 'neutralise']

interface Task {
  readonly inspectId: string
  readonly runId: string
  readonly kind: InspectKind
  readonly work: AsyncGenerator<void, Result<InspectAnswer>>
}

export function createInspections(
  host: Pick<SessionHost, 'post' | 'clock' | 'breathe'>,
  library: Library,
  shop: Workshop,
  mostBytes = MOST_BYTES,
  build: typeof rebuilt = rebuilt,
): Inspections {
  const runs = createKeptRuns<KeptRun>(({ variables }) => bytesOf(variables), mostBytes)
  /** The one model that is built. */
  let built: { readonly runId: string; readonly changes: number; readonly model: Rebuilt } | null = null
  let tasks: readonly Task[] = []
  /** Tasks that have begun: they hold the model that is built. */
  const begun = new Set<Task>()
  let isBusy = false

  async function modelOf(runId: string): Promise<Result<Rebuilt>> {
    const kept = runs.get(runId)
    if (kept === undefined) return fail([issue('run', 'inspect.noWeights')])
    const changes = shop.changes()
    if (built?.runId === runId && built.changes === changes) return ok(built.model)
    dismantle()
    const model = await build(kept, library, shop)
    if (model.ok) built = { runId, changes, model: model.value }
    return model
  }

  function dismantle(): void {
    const model = built?.model
    built = null
    try {
      model?.stepper.dispose()
    } catch {
      // What a lost device held cannot be given back, and is gone with it.
    }
  }

  async function* answering(
    runId: string,
    question: InspectQuestion,
  ): AsyncGenerator<void, Result<InspectAnswer>> {
    const model = await modelOf(runId)
    if (!model.ok) return model
    yield
    switch (question.kind) {
      case 'find': {
        const { encoded, config } = model.value
        if (isForeign(question.spec, config)) return fail([issue('slice', 'slice.otherUsers')])
        return findUser(encoded, testUsers(encoded), question)
      }
      case 'microscope':
        return magnified(model.value, question)
      case 'gate':
        return yield* gateRows(model.value, question)
      case 'neutralise':
        return yield* neutralised(model.value, question)
      default:
        return question satisfies never
    }
  }

  function settle({ inspectId }: Task, outcome: Result<InspectAnswer>): void {
    if (outcome.ok) host.post({ type: 'inspected', inspectId, answer: outcome.value })
    else host.post({ type: 'uninspected', inspectId, issues: outcome.error })
  }

  /** The first by kind; while one that has begun is not done, of those about the same run. */
  function first(): Task | undefined {
    const under = tasks.find((task) => begun.has(task))
    const able = tasks.filter(({ runId }) => under === undefined || runId === under.runId)
    return ORDER.flatMap((kind) => able.filter((task) => task.kind === kind))[0]
  }

  /** A piece of a task; what was overtaken meanwhile is settled already. */
  async function advance(task: Task): Promise<void> {
    begun.add(task)
    let outcome: Result<InspectAnswer> | null = null
    try {
      const step = await task.work.next()
      if (step.done === true) outcome = step.value
    } catch (error) {
      // What failed may be of no use any more: a lost device, a backend that was changed meanwhile.
      dismantle()
      outcome = fail([unexpected(error)])
    }
    if (outcome === null || !tasks.includes(task)) return
    settle(task, outcome)
    remove(task)
  }

  function remove(task: Task): void {
    begun.delete(task)
    tasks = tasks.filter((one) => one !== task)
  }

  async function work(): Promise<void> {
    if (isBusy) return
    isBusy = true
    try {
      await host.breathe()
      let since = host.clock()
      // Whoever asks once the last task is done finds nobody busy: nothing is awaited between the two.
      for (let task = first(); task !== undefined; task = first()) {
        await advance(task)
        if (host.clock() - since < WORK) continue
        await host.breathe()
        since = host.clock()
      }
    } finally {
      isBusy = false
    }
    // It was forgotten while questions waited.
    if (built !== null && runs.get(built.runId) === undefined) dismantle()
  }

  return {
    keep: runs.keep,

    forget(runIds) {
      for (const runId of runIds) {
        runs.forget(runId)
        if (built?.runId === runId && tasks.length === 0) dismantle()
      }
    },

    kept: (runId) => runs.get(runId) ?? null,

    inspect({ inspectId, runId, question }) {
      for (const task of tasks.filter(({ kind }) => kind === question.kind)) {
        settle(task, fail([]))
        remove(task)
      }
      tasks = [...tasks, { inspectId, runId, kind: question.kind, work: answering(runId, question) }]
      void work()
    },
  }
}

const bytesOf = (variables: Variables): number =>
  [...variables.values()].reduce((sum, { byteLength }) => sum + byteLength, 0)
