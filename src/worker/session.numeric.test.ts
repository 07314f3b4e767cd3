import { beforeEach, describe, expect, it } from 'vitest'
import { NESTED_TASKS } from '../core/data/worlds/settings.ts'
import { sha256Hex } from '../core/hash.ts'
import { type SliceSpec, sliceKey } from '../core/metrics/slice-spec.ts'
import type { RankQuestion } from '../core/ranking/question.ts'
import { defaultsOf } from '../core/setting-spec.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { defaultConfig, sampleConfig, worldConfig } from '../experiment/defaults.ts'
import type { RunEvent } from '../run/events.ts'
import { withModule } from '../testing/module-world.ts'
import { chosen, known, shopCsv } from '../testing/shop.ts'
import type { Command, WorkerMessage } from './protocol.ts'
import { createSession, type Session } from './session.ts'

describe('a session', () => {
  let session: Session
  let said: WorkerMessage[]
  let waiting: (() => void)[]

  beforeEach(() => {
    said = []
    waiting = []
    session = createSession({
      post: (message) => {
        said.push(message)
        for (const wake of waiting.splice(0)) wake()
      },
      chooseBackend: chosen,
      isLost: () => false,
      threads: 1,
      clock: () => performance.now(),
      wall: () => Date.now(),
      files: async () => null,
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
    })
    session.receive({ type: 'select-backend', backend: null, known })
  })

  /** The first message, said or still to come, that fits. */
  async function heard<M extends WorkerMessage>(fits: (message: WorkerMessage) => message is M): Promise<M> {
    for (;;) {
      const message = said.find(fits)
      if (message !== undefined) return message
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  }
  const ofType =
    <Type extends WorkerMessage['type']>(type: Type) =>
    (message: WorkerMessage): message is Extract<WorkerMessage, { readonly type: Type }> =>
      message.type === type
  const eventsOf = (runId: string): RunEvent[] =>
    said.flatMap((message) => (message.type === 'run' && message.runId === runId ? [message.event] : []))
  const end = (runId: string) =>
    heard(
      (message): message is Extract<WorkerMessage, { type: 'run' }> =>
        message.type === 'run' &&
        message.runId === runId &&
        (message.event.type === 'ended' || message.event.type === 'failed'),
    )

  async function uploaded(): Promise<ExperimentConfig> {
    session.receive({ type: 'import', importId: 'i', name: 'shop.csv', file: new Blob([shopCsv()]) })
    const { dataset } = await heard(ofType('imported'))
    const config = defaultConfig({ kind: 'upload', id: dataset.id, name: dataset.name }, dataset)
    return { ...config, training: { ...config.training, batchSize: 64, epochs: 12, learningRate: 0.01 } }
  }

  it('reads an upload, prepares it and trains it to beat chance', async () => {
    const config = await uploaded()
    expect(config.schema.tasks).toEqual([{ id: 'is_buy', column: 'is_buy', above: null, requires: null }])
    const { dataset, schema, split } = config
    session.receive({ type: 'prepare', prepareId: 'p', dataset, schema, split })
    const { prepared } = await heard(ofType('prepared'))
    expect(prepared.rows.train + prepared.rows.valid + prepared.rows.test).toBe(400)
    expect((await heard(ofType('passport'))).passport.facts.rows).toBe(400)

    session.receive({ type: 'start', runId: 'r', config })
    const last = await end('r')
    expect(last.event).toMatchObject({ type: 'ended', reason: 'finished' })
    const types = eventsOf('r').map((event) => event.type)
    expect(types[0]).toBe('started')
    expect(types.at(-1)).toBe('ended')
    expect(types.filter((type) => type === 'tested')).toHaveLength(1)
    const tested = eventsOf('r').find((event) => event.type === 'tested')
    const auc = tested?.type === 'tested' ? tested.report.metrics.find((m) => m.slice === null)?.auc : null
    expect(auc).toBeGreaterThan(0.7)
  })

  it('trains equal configs to equal numbers', async () => {
    const config = await uploaded()
    const reports = []
    for (const runId of ['first', 'second']) {
      session.receive({ type: 'start', runId, config })
      await end(runId)
      reports.push(eventsOf(runId).find((event) => event.type === 'tested'))
    }
    expect(reports[0]).toEqual(reports[1])
  })

  it('reads a slice from the scores of ended runs, says whose are gone, and refuses one that the data lacks', async () => {
    const config = await uploaded()
    session.receive({ type: 'start', runId: 'a', config })
    await end('a')
    const tested = eventsOf('a').find((event) => event.type === 'tested')
    const whole = tested?.type === 'tested' ? tested.report : null
    const spec: SliceSpec = { all: [{ kind: 'range', column: 'ts', least: 0, most: null }] }
    session.receive({ type: 'slice', sliceId: 's', runIds: ['a', 'nobody'], spec })
    const { reports, gone, references } = await heard(ofType('sliced'))
    expect(gone).toEqual(['nobody'])
    // Every row lies in that range: the numbers are those of all rows, the seeds of the resampled users included.
    const [own] = reports
    const metrics = own?.report.metrics.find(({ split }) => split === 'test')
    expect({ ...metrics, slice: null }).toEqual(whole?.metrics.find(({ slice }) => slice === null))
    expect(own?.report.replicates.get('is_buy')).toEqual(whole?.replicates.get('is_buy|*'))
    expect(references?.floor.map(({ slice }) => slice)).toEqual([sliceKey(spec), sliceKey(spec)])
    const other: SliceSpec = { all: [{ kind: 'users', of: 'x', reading: 'another', users: [0] }] }
    session.receive({ type: 'slice', sliceId: 't', runIds: ['a'], spec: other })
    const refused = await heard(ofType('unsliced'))
    expect(refused.issues.map(({ code }) => code)).toEqual(['slice.otherUsers'])
  })

  it('answers about the ranking of a run that has ended, until it is forgotten, and shows no row', async () => {
    const config = await uploaded()
    for (const runId of ['a', 'b']) {
      session.receive({ type: 'start', runId, config: { ...config, seed: runId === 'a' ? 1 : 2 } })
      await end(runId)
    }
    const answerTo = async (
      rankId: string,
      question: RankQuestion,
      runId = 'a',
      partnerId: string | null = null,
    ) => {
      session.receive({ type: 'rank', rankId, runId, partnerId, question })
      return heard(
        (message): message is Extract<WorkerMessage, { type: 'ranked' | 'unranked' }> =>
          (message.type === 'ranked' || message.type === 'unranked') && message.rankId === rankId,
      )
    }
    const slope = { kind: 'slope', task: 'is_buy', rule: null, slice: null } as const
    const said = await answerTo('slope', slope, 'a', 'b')
    if (said.type !== 'ranked' || said.answer.kind !== 'slope') throw new Error(JSON.stringify(said))
    expect(said.answer.curves.map(({ score }) => score)).toEqual(['model', 'partner'])
    const tested = eventsOf('a').find((event) => event.type === 'tested')
    const auc = tested?.type === 'tested' ? tested.report.metrics.find((m) => m.slice === null)?.auc : null
    const own = said.answer.curves[0]?.slope
    expect(own?.auc).toBeCloseTo(auc ?? 0, 6)
    expect(own?.slope).toBeCloseTo((own?.scale ?? 0) * ((auc ?? 0) - 0.5), 3)

    const fusion = { weights: [1], form: 'product', lambda: 0, places: 2 } as const
    const sweep = await answerTo('sweep', { kind: 'sweep', fusion })
    expect(sweep).toMatchObject({ type: 'ranked', answer: { kind: 'sweep', read: { by: 'user' } } })

    session.receive({
      type: 'rank',
      rankId: 'old',
      runId: 'a',
      partnerId: null,
      question: { kind: 'fusion', fusion },
    })
    const newer = await answerTo('new', { kind: 'fusion', fusion: { ...fusion, lambda: 1 } })
    expect(newer.type).toBe('ranked')
    const overtaken = await heard(
      (message): message is Extract<WorkerMessage, { type: 'unranked' }> =>
        message.type === 'unranked' && message.rankId === 'old',
    )
    expect(overtaken.issues).toEqual([])
    expect(await answerTo('partner', slope, 'a', 'nobody')).toMatchObject({
      type: 'unranked',
      issues: [{ code: 'ranking.noScores' }],
    })
    session.receive({ type: 'forget', runIds: ['a'] })
    expect(await answerTo('late', slope)).toMatchObject({
      type: 'unranked',
      issues: [{ code: 'ranking.noScores' }],
    })
    expect((await answerTo('other', slope, 'b')).type).toBe('ranked')
  })

  it('answers about the weights of a run that has ended while another trains, until it is forgotten', async () => {
    const config = await uploaded()
    session.receive({ type: 'start', runId: 'a', config })
    await end('a')
    const long = { ...config, training: { ...config.training, epochs: 200, patience: 100, batchSize: 16 } }
    session.receive({ type: 'start', runId: 'long', config: long })
    await heard(
      (message): message is Extract<WorkerMessage, { type: 'run' }> =>
        message.type === 'run' && message.runId === 'long' && message.event.type === 'progress',
    )
    const answerTo = (inspectId: string, runId: string) => {
      session.receive({
        ...{ type: 'inspect', inspectId, runId },
        question: { kind: 'find', user: null, after: -1, slice: null },
      })
      return heard(
        (message): message is Extract<WorkerMessage, { type: 'inspected' | 'uninspected' }> =>
          (message.type === 'inspected' || message.type === 'uninspected') && message.inspectId === inspectId,
      )
    }
    expect(await answerTo('while', 'a')).toMatchObject({ type: 'inspected', answer: { kind: 'find' } })
    expect(eventsOf('long').some(({ type }) => type === 'ended')).toBe(false)
    session.receive({ type: 'forget', runIds: ['a'] })
    expect(await answerTo('late', 'a')).toMatchObject({ issues: [{ code: 'inspect.noWeights' }] })
    session.receive({ type: 'stop', runId: 'long' })
    await end('long')
  })

  it('stops mid-run with a test report of what was reached, and takes the next run', async () => {
    const config = await uploaded()
    const long = {
      ...config,
      training: { ...config.training, epochs: 200, patience: 100, batchSize: 16, evaluationsPerEpoch: 1 },
    }
    session.receive({ type: 'start', runId: 'long', config: long })
    session.receive({ type: 'start', runId: 'next', config })
    await heard(
      (message): message is Extract<WorkerMessage, { type: 'run' }> =>
        message.type === 'run' && message.event.type === 'progress',
    )
    session.receive({ type: 'stop', runId: 'long' })
    expect((await end('long')).event).toMatchObject({ type: 'ended', reason: 'stopped' })
    expect(eventsOf('long').map((event) => event.type)).toContain('tested')
    expect((await end('next')).event).toMatchObject({ type: 'ended', reason: 'finished' })
  })

  it('holds a paused run until it is resumed', async () => {
    const config = await uploaded()
    session.receive({ type: 'start', runId: 'r', config })
    session.receive({ type: 'pause', runId: 'r' })
    await heard(
      (message): message is Extract<WorkerMessage, { type: 'run' }> =>
        message.type === 'run' && message.event.type === 'paused',
    )
    session.receive({ type: 'resume', runId: 'r' })
    expect((await end('r')).event).toMatchObject({ type: 'ended', reason: 'finished' })
  })

  it('takes what is known of this device, and measures nothing', async () => {
    const { backend } = await heard(ofType('ready'))
    expect(backend).toMatchObject({ name: 'wasm', threads: 1, reason: 'slowerAdapter', probe: known })
    await uploaded()
    expect(said.some(ofType('probed'))).toBe(false)
  })

  it('measures a device that it does not know, and says what did not train', async () => {
    await heard(ofType('ready'))
    session.receive({ type: 'select-backend', backend: null, known: { ...known, key: 'another machine' } })
    const { probe } = await heard(ofType('probed'))
    expect(probe.measured.map(({ backend, threads }) => [backend, threads])).toEqual([['wasm', 1]])
    expect(probe.measured[0]?.how).toContain('wasm, compiled')
    expect(probe.failed).toEqual([{ backend: 'webgpu', detail: 'the adapter is busy' }])
    const last = await heard(
      (message): message is Extract<WorkerMessage, { type: 'ready' }> =>
        message.type === 'ready' && message.backend.reason === 'failedAdapter',
    )
    expect(last.backend.probe).toEqual(probe)
    expect(said.filter(ofType('backend-failed'))).toHaveLength(1)
  })

  it('goes on with WASM where what was wanted by hand does not start', async () => {
    await heard(ofType('ready'))
    session.receive({ type: 'select-backend', backend: 'webgpu', known })
    expect(await heard(ofType('backend-failed'))).toMatchObject({ backend: 'webgpu' })
    const config = await uploaded()
    session.receive({ type: 'start', runId: 'r', config })
    expect((await end('r')).event).toMatchObject({ type: 'ended', reason: 'finished' })
  })

  it('trains to the same numbers whether it was compiled ahead or not', async () => {
    const config = await uploaded()
    session.receive({ type: 'start', runId: 'cold', config })
    await end('cold')
    session.receive({ type: 'warm', config: { ...config, name: 'another name' } })
    session.receive({ type: 'start', runId: 'warm', config })
    await end('warm')
    const report = (runId: string) => eventsOf(runId).find((event) => event.type === 'tested')
    expect(report('warm')).toEqual(report('cold'))
  })

  it('refuses what the memory cannot hold, and names the width that fits', async () => {
    const config = sampleConfig()
    const vast = { ...config, training: { ...config.training, batchSize: 16_384 } }
    const small = { ...(await chosen('wasm')), room: { bytes: 2 ** 20, perBuffer: false } }
    const tight = createSession({
      post: (message) => {
        said.push(message)
        for (const wake of waiting.splice(0)) wake()
      },
      chooseBackend: async () => small,
      isLost: () => false,
      threads: 1,
      clock: () => performance.now(),
      wall: () => Date.now(),
      files: async () => null,
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
    })
    tight.receive({ type: 'select-backend', backend: 'wasm', known: null })
    tight.receive({ type: 'start', runId: 'r', config: vast })
    const { issues } = await heard(ofType('refused'))
    expect(issues[0]?.code).toMatch(/^memory\./)
  })

  it('refuses a config whose modules the schema cannot feed', async () => {
    const config = await uploaded()
    const modules = {
      ...config.modules,
      ...withModule('prior-gate', { hidden: 4 }),
    }
    session.receive({ type: 'start', runId: 'r', config: { ...config, modules } })
    const { issues } = await heard(ofType('refused'))
    expect(issues.map(({ code }) => code)).toEqual(['prior-gate:noPrior'])
  })

  it('says which dataset a run lacks', async () => {
    const config = await uploaded()
    const dataset = { kind: 'upload', id: '00'.repeat(32), name: 'gone.csv' } as const
    session.receive({ type: 'start', runId: 'r', config: { ...config, dataset } })
    expect((await heard(ofType('missing'))).dataset).toEqual(dataset)
  })

  it('reads the sample by the same way as an upload of its CSV', async () => {
    session.receive({ type: 'import-builtin', importId: 'b', id: 'sample' })
    const sample = (await heard(ofType('imported'))).dataset
    session.receive({ type: 'export-csv', dataset: { kind: 'builtin', id: 'sample' } })
    const { bytes } = await heard(ofType('csv'))
    said = []
    session.receive({ type: 'import', importId: 'u', name: 'mine.csv', file: new Blob([bytes]) })
    const upload = (await heard(ofType('imported'))).dataset
    expect(upload).toEqual({ ...sample, name: 'mine.csv' })
    expect(sample.hasTruth).toBe(true)
  })

  it('draws a world for a run that nobody imported it for', async () => {
    const config = worldConfig({
      world: 'd',
      settings: { ...defaultsOf(NESTED_TASKS), trainRows: 200, validRows: 200, testRows: 200 },
    })
    const training = { ...config.training, epochs: 1 }
    session.receive({ type: 'start', runId: 'w', config: { ...config, training } })
    const isEnd = (message: WorkerMessage): message is Extract<WorkerMessage, { type: 'run' }> =>
      message.type === 'run' && message.event.type === 'ended'
    expect((await heard(isEnd)).event).toMatchObject({ reason: 'finished' })
    if (config.dataset.kind !== 'generated') throw new Error('a world is generated')
    session.receive({ type: 'import-world', importId: 'w', world: config.dataset })
    const info = (await heard(ofType('imported'))).dataset
    expect(info).toMatchObject({ name: 'World D, nested tasks', rowCount: 600, hasTruth: true })
    session.receive({ type: 'export-csv', dataset: config.dataset })
    expect(sha256Hex(new Uint8Array((await heard(ofType('csv'))).bytes))).toBe(info.id)
  })

  it.each([
    ['an empty file', '', 'csv.empty'],
    ['a header alone', 'a,b\n', 'csv.headerOnly'],
    ['two columns of one name', 'a,a\n1,2\n', 'csv.duplicateHeader'],
  ])('rejects %s and goes on', async (_, text, code) => {
    session.receive({ type: 'import', importId: 'bad', name: 'bad.csv', file: new Blob([text]) })
    const { issues, stopped } = await heard(ofType('rejected'))
    expect(stopped).toBe(false)
    expect(issues[0]?.code).toBe(code)
    expect((await uploaded()).dataset.kind).toBe('upload')
  })

  it('reads nothing of a file that was stopped before its turn', async () => {
    const file = new Blob([shopCsv()])
    const commands: Command[] = [
      { type: 'import', importId: 'one', name: 'shop.csv', file },
      { type: 'import', importId: 'two', name: 'shop.csv', file },
      { type: 'stop-import', importId: 'two' },
    ]
    for (const command of commands) session.receive(command)
    const { importId, stopped } = await heard(ofType('rejected'))
    expect({ importId, stopped }).toEqual({ importId: 'two', stopped: true })
    expect(said.filter(ofType('imported')).map((message) => message.importId)).toEqual(['one'])
  })

  it('says what the radar found also where nothing can be prepared', async () => {
    const { dataset, schema } = await uploaded()
    const split = { kind: 'time', column: 'none', valid: 0.1, test: 0.1 } as const
    session.receive({ type: 'prepare', prepareId: 'p', dataset, schema, split })
    expect((await heard(ofType('unprepared'))).issues).toMatchObject([{ code: 'data.noColumn' }])
    expect(await heard(ofType('passport'))).toMatchObject({
      prepareId: 'p',
      passport: { facts: { rows: 400 } },
    })
  })

  it('overtakes a preparation by a newer one', async () => {
    const { dataset, schema, split } = await uploaded()
    session.receive({ type: 'prepare', prepareId: 'old', dataset, schema, split })
    session.receive({ type: 'prepare', prepareId: 'new', dataset, schema, split })
    expect((await heard(ofType('prepared'))).prepareId).toBe('new')
  })
})
