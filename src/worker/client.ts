import type { Command, TrainerPort, WorkerMessage } from './protocol.ts'

/** What was asked of the worker and is not answered yet: what a crash must answer in its stead. */
type Open = Extract<
  Command,
  {
    readonly type:
      | 'start'
      | 'prepare'
      | 'import'
      | 'import-files'
      | 'import-builtin'
      | 'import-world'
      | 'rank'
      | 'slice'
      | 'inspect'
      | 'export-model'
      | 'pack-datasets'
      | 'fingerprint'
  }
>

/** Longest that news of a run under way waits for more, in milliseconds: four drawings a second at most. */
const HOLD = 250

/** News that nothing waits for: curves, progress, snapshots. */
const isQuiet = (message: WorkerMessage): boolean =>
  message.type === 'run' && ['metrics', 'progress', 'snapshot', 'observing'].includes(message.event.type)

/**
 * The training worker as a port. If it crashes, whatever was under way is told to have failed, and the next command
 * gets a fresh worker. With `until`, nothing of it is fetched before that is settled; commands wait.
 */
export function createWorkerPort(until: Promise<unknown> | null = null): TrainerPort {
  const listeners = new Set<(message: WorkerMessage) => void>()
  const open = new Map<string, Open>()
  let held: WorkerMessage[] = []
  let timer: ReturnType<typeof setTimeout> | null = null
  let selected: Extract<Command, { readonly type: 'select-backend' }> | null = null
  let worker: Worker | null = until === null ? spawn() : null
  let early: Parameters<TrainerPort['send']>[] | null = until === null ? null : []
  void until?.finally(() => {
    const waiting = early ?? []
    early = null
    for (const [command, transfer] of waiting) send(command, transfer)
  })

  function spawn(): Worker {
    const spawned = new Worker(new URL('./train.worker.ts', import.meta.url), {
      type: 'module',
      name: 'train',
    })
    spawned.onmessage = (event: MessageEvent<WorkerMessage>) => {
      const answered = answeredBy(event.data)
      if (answered !== null) open.delete(answered)
      held.push(event.data)
      if (!isQuiet(event.data)) release()
      else timer ??= setTimeout(release, HOLD)
    }
    spawned.onerror = (event) => crash(event.message)
    spawned.onmessageerror = () => crash('a message could not be read')
    return spawned
  }

  /** Tells what was held, in order and in one task, so that the page draws once for all of it. */
  function release(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const messages = held
    held = []
    for (const message of messages) tell(message)
  }

  function tell(message: WorkerMessage): void {
    for (const listener of listeners) listener(message)
  }

  function crash(detail: string): void {
    worker?.terminate()
    worker = null
    release()
    const lost = [...open.values()]
    open.clear()
    for (const command of lost) tell(failureOf(command, detail))
  }

  function send(command: Command, transfer: readonly Transferable[] = []): void {
    if (early !== null) {
      early.push([command, transfer])
      return
    }
    if (command.type === 'select-backend') selected = command
    if (worker === null) {
      worker = spawn()
      // What was chosen by hand holds for the worker after a crash too.
      if (selected !== null && selected !== command) worker.postMessage(selected)
    }
    const key = keyOf(command)
    if (key !== null && isOpen(command)) open.set(key, command)
    worker.postMessage(command, [...transfer])
  }

  return {
    send,
    onMessage(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function isOpen(command: Command): command is Open {
  return keyOf(command) !== null
}

function keyOf(command: Command): string | null {
  switch (command.type) {
    case 'start':
      return `run ${command.runId}`
    case 'prepare':
      return `prepare ${command.prepareId}`
    case 'import':
    case 'import-files':
    case 'import-builtin':
    case 'import-world':
      return `import ${command.importId}`
    case 'rank':
      return `rank ${command.rankId}`
    case 'slice':
      return `slice ${command.sliceId}`
    case 'inspect':
      return `inspect ${command.inspectId}`
    case 'export-model':
      return `export ${command.exportId}`
    case 'pack-datasets':
      return `pack ${command.packId}`
    case 'fingerprint':
      return command.askId
    default:
      return null
  }
}

/** The key of the command that a message settles. */
function answeredBy(message: WorkerMessage): string | null {
  switch (message.type) {
    case 'imported':
    case 'rejected':
      return `import ${message.importId}`
    case 'prepared':
    case 'unprepared':
      return `prepare ${message.prepareId}`
    case 'ranked':
    case 'unranked':
      return `rank ${message.rankId}`
    case 'sliced':
    case 'unsliced':
      return `slice ${message.sliceId}`
    case 'inspected':
    case 'uninspected':
      return `inspect ${message.inspectId}`
    case 'exported':
    case 'unexported':
      return `export ${message.exportId}`
    case 'packed-datasets':
    case 'not-packed':
      return `pack ${message.packId}`
    case 'fingerprinted':
      return message.askId
    case 'missing':
    case 'refused':
      return `run ${message.runId}`
    case 'run':
      return message.event.type === 'ended' || message.event.type === 'failed' ? `run ${message.runId}` : null
    default:
      return null
  }
}

function failureOf(command: Open, detail: string): WorkerMessage {
  const issues = [{ path: 'worker', code: 'worker.crashed', params: { detail }, severity: 'error' }] as const
  switch (command.type) {
    case 'start':
      return { type: 'run', runId: command.runId, event: { type: 'failed', code: 'crashed', detail } }
    case 'prepare':
      return { type: 'unprepared', prepareId: command.prepareId, issues }
    case 'import':
    case 'import-files':
      return {
        type: 'rejected',
        importId: command.importId,
        name: command.name,
        issues,
        stopped: false,
      }
    case 'import-builtin':
      return { type: 'rejected', importId: command.importId, name: command.id, issues, stopped: false }
    case 'import-world':
      return { type: 'rejected', importId: command.importId, name: command.world.id, issues, stopped: false }
    case 'rank':
      return { type: 'unranked', rankId: command.rankId, issues }
    case 'slice':
      return { type: 'unsliced', sliceId: command.sliceId, issues }
    case 'inspect':
      return { type: 'uninspected', inspectId: command.inspectId, issues }
    case 'export-model':
      return { type: 'unexported', exportId: command.exportId, issues }
    case 'pack-datasets':
      return { type: 'not-packed', packId: command.packId, issues }
    case 'fingerprint':
      return { type: 'fingerprinted', askId: command.askId, fingerprint: null }
    default:
      return command satisfies never
  }
}
