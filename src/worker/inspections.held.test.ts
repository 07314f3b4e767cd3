import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ok } from '../core/result.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { WASM_ROOM } from '../run/memory.ts'
import { createInspections } from './inspections.ts'
import { createLibrary } from './library.ts'
import type { WorkerMessage } from './protocol.ts'
import type { Rebuilt, rebuilt } from './rebuilt.ts'

const breathe = () => new Promise<void>((resolve) => setImmediate(resolve))
const KEPT = {
  config: sampleConfig(),
  variables: new Map([['a', new Float32Array(4)]]),
  how: 'wasm, compiled',
}

describe('the model that is built for questions', () => {
  let said: WorkerMessage[]
  let inspections: ReturnType<typeof createInspections>
  const dispose = vi.fn<() => void>()
  const build = vi.fn<typeof rebuilt>()

  beforeEach(() => {
    said = []
    dispose.mockReset()
    build.mockReset()
    // A model of no rows: whatever is asked of it fails once it is built.
    build.mockImplementation(async (kept) => ok({ ...kept, stepper: { dispose } } as unknown as Rebuilt))
    const host = { post: (message: WorkerMessage) => void said.push(message), clock: () => 0, breathe }
    const shop = { room: () => WASM_ROOM, changes: () => 0, cold: () => Promise.reject(new Error('unused')) }
    inspections = createInspections(host, createLibrary(breathe), shop, undefined, build)
    for (const runId of ['a', 'b']) inspections.keep(runId, KEPT)
  })

  const ask = (inspectId: string, runId: string) =>
    inspections.inspect({
      type: 'inspect',
      inspectId,
      runId,
      question: { kind: 'find', user: null, after: -1, slice: null },
    })
  async function rest(): Promise<void> {
    for (let i = 0; i < 20; i++) await breathe()
  }

  it('ends no later question when it cannot be given back', async () => {
    dispose.mockImplementation(() => {
      throw new Error('the device is lost')
    })
    ask('1', 'a')
    await rest()
    ask('2', 'b')
    await rest()
    expect(said).toMatchObject([{ inspectId: '1' }, { inspectId: '2' }])
    expect(build).toHaveBeenCalledTimes(2)
    expect(dispose).toHaveBeenCalledTimes(2)
  })

  it('is given back once its run was forgotten while a question waited', async () => {
    let finish = (): void => undefined
    const promise = new Promise<void>((resolve) => {
      finish = resolve
    })
    build.mockImplementation(async (kept) => {
      await promise
      return ok({ ...kept, stepper: { dispose } } as unknown as Rebuilt)
    })
    ask('1', 'a')
    await rest()
    inspections.forget(['a'])
    // What was asked is overtaken, so that nothing of it fails and gives the model back on that way.
    ask('2', 'nobody')
    finish()
    await rest()
    expect(said).toHaveLength(2)
    expect(dispose).toHaveBeenCalledTimes(1)
  })
})
