import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sampleConfig } from '../experiment/defaults.ts'
import { createWorkerPort } from './client.ts'
import type { Command, TrainerPort, WorkerMessage } from './protocol.ts'

const config = sampleConfig()
const { dataset, schema, split } = config
/** Everything that somebody waits for, each with what answers it when the worker is gone. */
const ASKED: readonly (readonly [Command, Partial<WorkerMessage>])[] = [
  [
    { type: 'start', runId: 'a', config },
    { type: 'run', runId: 'a' },
  ],
  [
    { type: 'prepare', prepareId: 'a', dataset, schema, split },
    { type: 'unprepared', prepareId: 'a' },
  ],
  [
    { type: 'import-builtin', importId: 'a', id: 'sample' },
    { type: 'rejected', importId: 'a' },
  ],
  [
    { type: 'export-model', exportId: 'a', runId: 'r', title: 'A', form: 'onnx' },
    { type: 'unexported', exportId: 'a' },
  ],
  [
    { type: 'pack-datasets', packId: 'a', ids: [] },
    { type: 'not-packed', packId: 'a' },
  ],
]

describe('the worker as a port', () => {
  let workers: FakeWorker[]
  let said: WorkerMessage[]
  let port: TrainerPort
  class FakeWorker {
    readonly received: Command[] = []
    onmessage: ((event: { readonly data: WorkerMessage }) => void) | null = null
    onerror: ((event: { readonly message: string }) => void) | null = null
    constructor() {
      workers.push(this)
    }
    postMessage(command: Command): void {
      this.received.push(command)
    }
    terminate(): void {
      this.onmessage = null
    }
  }
  beforeEach(() => {
    workers = []
    said = []
    vi.stubGlobal('Worker', FakeWorker)
    port = createWorkerPort()
    port.onMessage((message) => void said.push(message))
  })
  afterEach(() => vi.unstubAllGlobals())

  it.each(ASKED)('answers $type in the stead of a worker that crashed, once', (command, answer) => {
    port.send(command)
    workers[0]?.onerror?.({ message: 'gone' })
    expect(said).toMatchObject([answer])
    expect(JSON.stringify(said)).toContain('gone')
    port.send({ type: 'list-kept' })
    expect(workers.map(({ received }) => received.length)).toEqual([1, 1])
    workers[1]?.onerror?.({ message: 'again' })
    expect(said).toHaveLength(1)
  })

  it('answers nothing that the worker has answered', () => {
    for (const message of [
      { type: 'packed-datasets', packId: 'a', files: [] },
      { type: 'not-packed', packId: 'a', issues: [] },
    ] as const) {
      port.send({ type: 'pack-datasets', packId: 'a', ids: [] })
      const worker = workers.at(-1)
      worker?.onmessage?.({ data: message })
      worker?.onerror?.({ message: 'gone' })
      expect(said.splice(0)).toEqual([message])
    }
  })
})
