import { beforeEach, describe, expect, it } from 'vitest'
import type { InspectQuestion } from '../core/inspect/question.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { WASM_ROOM } from '../run/memory.ts'
import { createInspections, type Inspections } from './inspections.ts'
import { createLibrary, type Library } from './library.ts'
import type { WorkerMessage } from './protocol.ts'

const breathe = () => new Promise<void>((resolve) => setImmediate(resolve))
const FIND: InspectQuestion = { kind: 'find', user: null, after: -1, slice: null }
const SEE: InspectQuestion = { kind: 'microscope', row: 0, edits: [] }
/** 40 bytes for each run. */
const VARIABLES = new Map([
  ['a', new Float32Array(4)],
  ['b', new Float32Array(6)],
])
const KEPT = { config: sampleConfig(), variables: VARIABLES, how: 'wasm, compiled' }

describe('weights that the worker keeps', () => {
  let said: WorkerMessage[]
  let inspections: Inspections
  /** A library whose datasets cannot be read: a question that reaches it found its run. */
  const library: Library = { ...createLibrary(breathe), ready: () => Promise.reject(new Error('found')) }

  beforeEach(() => {
    said = []
    const host = { post: (message: WorkerMessage) => void said.push(message), clock: () => 0, breathe }
    const shop = {
      room: () => WASM_ROOM,
      changes: () => 0,
      cold: () => Promise.reject(new Error('nothing is built here')),
    }
    inspections = createInspections(host, library, shop, 100)
  })

  const ask = (inspectId: string, runId: string, question: InspectQuestion = FIND) =>
    inspections.inspect({ type: 'inspect', inspectId, runId, question })
  async function codesOf(inspectId: string): Promise<readonly string[]> {
    for (;;) {
      const found = said.find((one) => 'inspectId' in one && one.inspectId === inspectId)
      if (found?.type === 'uninspected') return found.issues.map(({ code }) => code)
      if (found !== undefined) return [found.type]
      await breathe()
    }
  }
  let questions = 0
  function codesFor(runId: string): Promise<readonly string[]> {
    const inspectId = String(++questions)
    ask(inspectId, runId)
    return codesOf(inspectId)
  }
  const FOUND = ['worker.unexpected']
  const GONE = ['inspect.noWeights']

  it('give way from the oldest on when they grow too many', async () => {
    for (const runId of ['a', 'b', 'c']) inspections.keep(runId, KEPT)
    expect(await codesFor('a')).toEqual(GONE)
    expect(await codesFor('b')).toEqual(FOUND)
    expect(await codesFor('c')).toEqual(FOUND)
  })

  it('stay when one run alone is too big', async () => {
    inspections.keep('a', { ...KEPT, variables: new Map([['a', new Float32Array(100)]]) })
    expect(await codesFor('a')).toEqual(FOUND)
  })

  it('go when they are forgotten, also before they came', async () => {
    inspections.keep('a', KEPT)
    inspections.forget(['a', 'b'])
    inspections.keep('b', KEPT)
    expect(await codesFor('a')).toEqual(GONE)
    expect(await codesFor('b')).toEqual(GONE)
  })

  it('answer the newest question of a kind alone, and every kind', async () => {
    inspections.keep('a', KEPT)
    ask('old', 'a')
    ask('other', 'a', SEE)
    ask('new', 'a')
    expect(await codesOf('old')).toEqual([])
    expect(await codesOf('new')).toEqual(FOUND)
    expect(await codesOf('other')).toEqual(FOUND)
    expect(said).toHaveLength(3)
  })
})
