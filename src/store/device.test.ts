import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { encodeLink } from '../experiment/link.ts'
import type { Probe } from '../run/device.ts'
import { WASM_ROOM } from '../run/memory.ts'
import { type FakeTrainer, fakeTrainer, infoOf, SAMPLE_HASH } from '../testing/fake-trainer.ts'
import type { StorageLike } from './persist.ts'
import { createWorkbench, type Workbench } from './workbench.ts'

const probe: Probe = {
  key: 'an adapter|a browser|1',
  measured: [{ backend: 'wasm', threads: 2, stepMs: 4, rowsPerSecond: 128_000, how: 'wasm, compiled' }],
  failed: [],
  hasRelaxed: true,
}

describe('what is known of a device', () => {
  let storage: StorageLike & { readonly kept: Map<string, string> }
  let trainer: FakeTrainer
  let workbench: Workbench

  function open(): void {
    trainer = fakeTrainer()
    workbench = createWorkbench(trainer.port, { storage })
  }
  const asked = () => {
    const { backend, known } = trainer.last('select-backend')
    return { backend, known }
  }

  beforeEach(() => {
    vi.useFakeTimers()
    const kept = new Map<string, string>()
    storage = {
      kept,
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, text) => void kept.set(key, text),
    }
    open()
  })
  afterEach(() => {
    workbench.close()
    vi.useRealTimers()
  })

  it('is nothing at first, and what was measured is told to the trainer of the next visit', () => {
    expect(asked()).toEqual({ backend: null, known: null })
    trainer.say({ type: 'probed', probe })
    open()
    expect(asked()).toEqual({ backend: null, known: probe })
  })

  it('is kept apart from the draft: an untouched page writes no draft', () => {
    trainer.say({ type: 'probed', probe })
    workbench.flush()
    expect([...storage.kept.keys()]).toEqual(['soundcheck.device'])
  })

  it('holds a choice by hand until automatic is chosen again', () => {
    trainer.say({ type: 'probed', probe })
    workbench.actions.selectBackend('cpu')
    open()
    expect(asked()).toEqual({ backend: 'cpu', known: probe })
    workbench.actions.selectBackend(null)
    open()
    expect(asked()).toEqual({ backend: null, known: probe })
  })

  it('is forgotten where it shall be measured again', () => {
    trainer.say({ type: 'probed', probe })
    workbench.actions.measureAgain()
    expect(asked()).toEqual({ backend: null, known: null })
  })

  it.each(['{', '[]', '{"wish":"abacus","probe":{}}'])('is nothing where %j was kept', (text) => {
    storage.setItem('soundcheck.device', text)
    open()
    expect(asked()).toEqual({ backend: null, known: null })
  })

  it('says that a browser keeps nothing', () => {
    storage.setItem = () => {
      throw new Error('quota')
    }
    trainer.say({ type: 'probed', probe })
    expect(workbench.getState()).toMatchObject({ probe, problem: [{ code: 'stored.refused' }] })
  })

  it('shows a backend that failed until a person chooses', () => {
    trainer.say({ type: 'backend-failed', backend: 'webgpu', detail: 'busy' })
    trainer.say({
      type: 'ready',
      backend: {
        name: 'wasm',
        reason: 'failedAdapter',
        detail: '',
        threads: 1,
        available: ['wasm'],
        probe,
        room: WASM_ROOM,
      },
    })
    expect(workbench.getState().backendFailure).toEqual({ backend: 'webgpu', detail: 'busy' })
    workbench.actions.selectBackend('wasm')
    expect(workbench.getState().backendFailure).toBeNull()
  })

  it('takes the backend of a link only where the opener does', () => {
    const { plan } = workbench.getState()
    const hash = encodeLink(plan, { backend: 'webgpu' })
    workbench.actions.openLink(hash)
    workbench.actions.acceptLink(false)
    expect(asked().backend).toBeNull()
    workbench.actions.openLink(hash)
    workbench.actions.acceptLink(true)
    expect(asked().backend).toBe('webgpu')
  })
})

describe('compiling ahead', () => {
  it('asks for what Run would train first, once the draft is prepared and has settled', () => {
    vi.useFakeTimers()
    const trainer = fakeTrainer()
    const workbench = createWorkbench(trainer.port)
    const { schema, training } = workbench.getState().draft
    const dataset = infoOf(SAMPLE_HASH, 'sample', schema)
    trainer.say({ type: 'imported', importId: trainer.last('import-builtin').importId, dataset })
    vi.advanceTimersByTime(1000)
    expect(trainer.all('warm')).toEqual([])
    const { prepareId } = trainer.last('prepare')
    const none = { train: 1, valid: 1, test: 1 }
    const prepared = {
      key: 'k',
      rows: none,
      tasks: [],
      scenes: [],
      users: 1,
      items: 1,
      unseenTestUsers: 0,
      deciles: [],
      fields: [],
      floor: [],
      floorRoc: new Map(),
      oracle: null,
      oracleRoc: null,
    }
    trainer.say({ type: 'prepared', prepareId, prepared, issues: [] })
    workbench.actions.editTraining({ learningRate: training.learningRate / 2 })
    vi.advanceTimersByTime(1000)
    expect(trainer.all('warm').map(({ config }) => config.training.learningRate)).toEqual([
      training.learningRate / 2,
    ])
    workbench.actions.run()
    expect(trainer.last('start').config).toEqual(trainer.last('warm').config)
    workbench.actions.editTraining({ epochs: 3 })
    vi.advanceTimersByTime(1000)
    expect(trainer.all('warm')).toHaveLength(1)
    workbench.close()
    vi.useRealTimers()
  })
})
