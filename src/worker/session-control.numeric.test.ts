import { describe, expect, it } from 'vitest'
import type { ExperimentConfig } from '../experiment/config.ts'
import { defaultConfig } from '../experiment/defaults.ts'
import type { RunEvent } from '../run/events.ts'
import { queuedRun, type Run, reduceRun } from '../run/run.ts'
import { memoryFiles } from '../testing/memory-files.ts'
import { chosen, known, shopCsv } from '../testing/shop.ts'
import { CHECKPOINTS } from './checkpoints.ts'
import type { FileStore } from './files.ts'
import type { CheckpointPlace, WorkerMessage } from './protocol.ts'
import { createSession, type Session } from './session.ts'

interface Opened {
  readonly session: Session
  readonly said: readonly WorkerMessage[]
  readonly config: ExperimentConfig
  heard(fits: (message: WorkerMessage) => boolean): Promise<WorkerMessage>
}
type Type = RunEvent['type']
const isEvent =
  (runId: string, ...types: readonly Type[]) =>
  (message: WorkerMessage): boolean =>
    message.type === 'run' && message.runId === runId && types.includes(message.event.type)

/** A session of its own that has read the shop's file; `stride` is how much its clock goes on at every reading, null for the real one. */
async function opened(files: FileStore, stride: number | null = null): Promise<Opened> {
  const said: WorkerMessage[] = []
  let waiting: (() => void)[] = []
  let now = 0
  const session = createSession({
    post(message) {
      said.push(message)
      const woken = waiting
      waiting = []
      for (const wake of woken) wake()
    },
    chooseBackend: chosen,
    isLost: () => false,
    threads: 1,
    clock() {
      now += stride ?? 0
      return stride === null ? performance.now() : now
    },
    wall: () => (stride === null ? Date.now() : now),
    files: async () => files,
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
  })
  async function heard(fits: (message: WorkerMessage) => boolean): Promise<WorkerMessage> {
    for (;;) {
      const message = said.find(fits)
      if (message !== undefined) return message
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  }
  session.receive({ type: 'select-backend', backend: null, known })
  session.receive({ type: 'import', importId: 'i', name: 'shop.csv', file: new Blob([shopCsv()]) })
  const imported = await heard(({ type }) => type === 'imported')
  if (imported.type !== 'imported') throw new Error('nothing was imported')
  const { dataset } = imported
  const config = defaultConfig({ kind: 'upload', id: dataset.id, name: dataset.name }, dataset)
  const training = { ...config.training, batchSize: 16, epochs: 400, patience: 400, learningRate: 0.01 }
  return { session, said, heard, config: { ...config, training } }
}

describe('a session', () => {
  it('tells what a link knows a file by, and null of one that is not here or cannot be read, which is said', async () => {
    const files = memoryFiles()
    const { session, heard, config } = await opened({
      ...files,
      read: (name) => (name.includes('faulty') ? Promise.reject(new Error('worn out')) : files.read(name)),
    })
    const { dataset, schema } = config
    session.receive({ type: 'fingerprint', askId: 'here', dataset, schema, shared: true })
    for (const id of ['gone', 'faulty']) {
      session.receive({
        ...{ type: 'fingerprint', askId: id, dataset: { ...dataset, id }, schema, shared: true },
      })
    }
    const told = async (askId: string) => {
      const message = await heard((one) => one.type === 'fingerprinted' && one.askId === askId)
      return message.type === 'fingerprinted' ? message.fingerprint : undefined
    }
    const count = shopCsv().trim().split('\n').length - 1
    expect(await told('here')).toMatchObject({ count })
    expect(await told('gone')).toBeNull()
    expect(await told('faulty')).toBeNull()
    const trouble = await heard(({ type }) => type === 'trouble')
    expect(JSON.stringify(trouble)).toContain('worn out')
  })

  it('takes hold of pause within 200 ms and of stop within 500 ms, and keeps what was reached', async () => {
    const { session, said, heard, config } = await opened(memoryFiles())
    const pauses: number[] = []
    const stops: number[] = []
    for (let trial = 0; trial < 3; trial++) {
      const runId = `r${trial}`
      session.receive({ type: 'start', runId, config })
      await heard(isEvent(runId, 'progress'))
      let began = performance.now()
      session.receive({ type: 'pause', runId })
      await heard(isEvent(runId, 'paused'))
      pauses.push(performance.now() - began)
      session.receive({ type: 'resume', runId })
      await heard(isEvent(runId, 'continued'))
      began = performance.now()
      session.receive({ type: 'stop', runId })
      await heard(isEvent(runId, 'ended', 'failed'))
      stops.push(performance.now() - began)
      const end = said
        .filter(isEvent(runId, 'tested', 'ended'))
        .map((m) => (m.type === 'run' ? m.event : null))
      expect(end).toMatchObject([{ type: 'tested' }, { type: 'ended', reason: 'stopped' }])
    }
    const median = (values: number[]): number => values.sort((a, b) => a - b)[1] ?? Number.NaN
    expect(median(pauses)).toBeLessThan(200)
    expect(median(stops)).toBeLessThan(500)
  })

  it('that dies leaves a run that the next one ends as if nothing had been', async () => {
    const files = memoryFiles()
    const short = ({ training, ...config }: ExperimentConfig): ExperimentConfig => ({
      ...config,
      training: { ...training, epochs: 12, patience: 12 },
    })
    const runOf = ({ said, config }: Opened, from = queuedRun('r', short(config))): Run =>
      said.reduce((run, message) => (message.type === 'run' ? reduceRun(run, message.event) : run), from)
    const start = ({ session, config }: Opened, place: CheckpointPlace | null = null) =>
      session.receive({
        ...{ type: 'start', runId: 'r', config: short(config) },
        ...(place === null ? {} : { checkpoints: place }),
      })
    const outcome = ({ series, report, status, bestStep }: Run) => ({
      ...{ report, status, bestStep },
      series: [...series]
        .filter(([key]) => !key.includes('|seconds|'))
        .map(([key, { steps, values, length }]) => [key, steps.slice(0, length), values.slice(0, length)]),
    })

    const alone = await opened(memoryFiles(), 40)
    start(alone)
    await alone.heard(isEvent('r', 'ended'))
    const whole = runOf(alone)
    expect(whole.status).toMatchObject({ kind: 'ended', reason: 'finished' })

    const first = await opened(files, 40)
    start(first, { key: 'the run', from: null })
    await first.heard((message) => isEvent('r', 'checkpointed')(message) && runOf(first).checkpoint !== null)
    const record = runOf(first)
    first.session.fail('killed')
    const second = await opened(files, 40)
    start(second, { key: 'the run', from: record.checkpoint })
    await second.heard(isEvent('r', 'ended', 'failed'))
    const run = runOf(second, record)
    expect(run.interruptions).toMatchObject([{ cause: 'reopened', step: record.checkpoint }])
    expect(outcome(run)).toEqual(outcome(whole))
    // What has ended needs no checkpoint.
    const checkpoints = async () => (await files.list()).filter(({ name }) => name.startsWith(CHECKPOINTS))
    await expect.poll(checkpoints).toEqual([])
  })

  it('drops what is kept of runs that nobody goes on with', async () => {
    const files = memoryFiles()
    const { session, heard, config } = await opened(files, 40)
    for (const runId of ['a', 'b']) {
      session.receive({ type: 'start', runId, config, checkpoints: { key: runId, from: null } })
      await heard(isEvent(runId, 'checkpointed'))
      session.fail('killed')
    }
    session.receive({ type: 'drop-checkpoints', keys: ['a'] })
    await expect.poll(async () => (await files.list()).filter(({ name }) => name.includes('/a/'))).toEqual([])
    expect((await files.list()).length).toBeGreaterThan(0)
  })
})
