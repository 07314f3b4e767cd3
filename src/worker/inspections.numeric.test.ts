import { beforeAll, describe, expect, it } from 'vitest'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { InspectAnswer, InspectKind, InspectQuestion, QuestionOf } from '../core/inspect/question.ts'
import { testUsers } from '../core/inspect/users.ts'
import { askedSlice } from '../core/metrics/asked-slice.ts'
import type { Scored } from '../core/ranking/question.ts'
import { makeStepper } from '../engine/make-stepper.ts'
import { readingHash } from '../experiment/hash.ts'
import { eagerStepper } from '../model/eager-stepper.ts'
import type { ModelStepper, StepperFactory } from '../model/stepper.ts'
import { train } from '../model/train.ts'
import { partsOf } from '../modules/parts.ts'
import { WASM_ROOM } from '../run/memory.ts'
import type { TestReport } from '../run/report.ts'
import { useBackend } from '../testing/backend.ts'
import { withModule } from '../testing/module-world.ts'
import { sampleWorld } from '../testing/sample-world.ts'
import { createInspections, type Inspections } from './inspections.ts'
import { createLibrary } from './library.ts'
import { neutralised } from './neutralise.ts'
import type { WorkerMessage } from './protocol.ts'
import { evaluated, type KeptRun, type Rebuilt, rebuilt, type Variables } from './rebuilt.ts'

const breathe = () => new Promise<void>((resolve) => setImmediate(resolve))
const eager = async (...given: Parameters<StepperFactory>): Promise<ModelStepper> => eagerStepper(...given)

interface Trained extends KeptRun {
  readonly encoded: EncodedDataset
  readonly scored: Scored
  readonly report: TestReport
}

async function trained(
  gate: Readonly<Record<string, unknown>>,
  stepperOf: StepperFactory<Promise<ModelStepper>>,
): Promise<Trained> {
  const { config: sample, encoded } = await sampleWorld(
    { rows: 1200, users: 100, hosts: 12 },
    { epochs: 1, batchSize: 128 },
  )
  const modules = {
    ...sample.modules,
    ...withModule('prior-gate', gate),
    ...withModule('user-clusters', { shift: true }),
  }
  const config = { ...sample, modules }
  let [kept, scored, report]: [KeptRun | null, Scored | null, TestReport | null] = [null, null, null]
  const job = {
    ...{ config, encoded, stepperOf, parts: partsOf(modules) },
    clock: () => performance.now(),
    keepWeights: (variables: Variables, how: string) => {
      kept = { config, variables, how }
    },
    keepScores: (scores: Scored) => {
      scored = scores
    },
  }
  for await (const event of train(job, { stopped: false, paused: false }, breathe))
    if (event.type === 'tested') report = event.report
  if (kept === null || scored === null || report === null) throw new Error('nothing was kept')
  return { ...(kept as KeptRun), encoded, scored, report }
}

/** A library that has this one dataset alone. */
const libraryOf = (encoded: EncodedDataset) => ({
  ...createLibrary(breathe),
  ready: async () => ({ ok: true as const, value: { encoded, issues: [], prepared: {} as never } }),
})
const shopOf = (cold: StepperFactory<Promise<ModelStepper>>) => ({
  cold,
  room: () => WASM_ROOM,
  changes: () => 0,
})

async function finished<T>(work: AsyncGenerator<void, T>): Promise<T> {
  for (;;) {
    const step = await work.next()
    if (step.done === true) return step.value
  }
}
const ALL: QuestionOf<'neutralise'> = {
  kind: 'neutralise',
  task: 'watch_sec>10',
  slice: null,
  at: 'one',
  ticked: [],
}

beforeAll(() => useBackend('wasm'))

describe.each([
  ['compiled to WebAssembly', 'both', makeStepper(1)],
  ['eager', 'fields', eager],
] as const)('a run that is asked about, %s, the gate on %s', (_, position, stepperOf) => {
  let run: Trained
  let model: Rebuilt

  beforeAll(async () => {
    run = await trained({ position }, stepperOf)
    const found = await rebuilt(run, libraryOf(run.encoded), shopOf(stepperOf))
    if (!found.ok) throw new Error(JSON.stringify(found.error))
    model = found.value
  }, 60_000)

  const asked = async (change: Partial<QuestionOf<'neutralise'>>) => {
    const answer = await finished(neutralised(model, { ...ALL, ...change }))
    if (!answer.ok) throw new Error(JSON.stringify(answer.error))
    return answer.value
  }

  it('gives, as it is, the logits of its test read to the bit', async () => {
    expect(await finished(evaluated(model, run.encoded.splits.test))).toEqual(run.scored.test)
  })

  it('has on every slice the AUC of its test report', async () => {
    for (const slice of [null, 'activity=low', `scene=${run.encoded.sceneNames[0]}`]) {
      const reported = run.report.metrics.find((one) => one.task === ALL.task && one.slice === slice)
      const { auc, rows, positives, users } = await asked({ slice })
      expect({ auc, rows, positives, users }, String(slice)).toEqual({
        auc: reported?.auc,
        rows: reported?.rows,
        positives: reported?.positives,
        users: reported?.users,
      })
    }
  })

  it('reads a slice that a person made as the standing one of the same rows, and none of another reading', async () => {
    const { question: _, ...low } = await asked({ slice: 'activity=low' })
    const { question, ...made } = await asked(askedSlice({ all: [{ kind: 'activity', from: 1, to: 3 }] }))
    expect(made).toEqual(low)
    expect(question.slice).toMatch(/^custom=/)
    const users = askedSlice({ all: [{ kind: 'users', of: 'k1', reading: 'another', users: [1] }] })
    const foreign = await finished(neutralised(model, { ...ALL, ...users }))
    expect(foreign.ok ? [] : foreign.error.map(({ code }) => code)).toEqual(['slice.otherUsers'])
  })

  it('with all weights held at 1 is the model with w ≡ 1 to the bit, and as it was afterwards', async () => {
    const { effects } = await asked({})
    const all = effects.find(({ what }) => what === 'all')
    const neutral = (await model.stepper.altered(run.encoded.splits.test)).get('prior-gate/neutral')
    const held = [...model.logits].find(([key]) => key.endsWith('true') && key.startsWith('0,1,2'))?.[1]
    expect(held).toEqual(neutral)
    expect(held).not.toEqual(run.scored.test)
    const reported = run.report.interventions.find(
      (one) => one.name === 'neutral' && one.task === ALL.task && one.slice === null,
    )
    expect(all?.auc).toBe(reported?.auc)
    expect(all?.delta).toBe(reported?.delta)
    expect(await finished(evaluated(model, run.encoded.splits.test))).toEqual(run.scored.test)
  })

  it('holds a field at the mean of its weights over the test rows', async () => {
    const { effects } = await asked({ at: 'mean' })
    const raw = (await model.stepper.taps(run.encoded.splits.test)).get('prior-gate/weights')
    const fields = model.stepper.fieldNames
    for (const { what, fields: held, delta, low, high } of effects) {
      if (what !== 'field') continue
      const column = fields.indexOf(held[0]?.field ?? '')
      const own = Array.from(run.encoded.splits.test, (__, i) => raw?.values[i * fields.length + column] ?? 0)
      expect(held[0]?.at).toBeCloseTo(own.reduce((a, b) => a + b, 0) / own.length, 5)
      expect(low).toBeLessThanOrEqual(high ?? Number.NaN)
      expect(Math.abs(delta ?? Number.NaN)).toBeLessThan(0.5)
    }
  })

  it('holds what is ticked together, in whatever order', async () => {
    const [a, b] = model.stepper.fieldNames as readonly [string, string]
    const one = (await asked({ ticked: [a, b] })).effects.find(({ what }) => what === 'ticked')
    const other = (await asked({ ticked: [b, a] })).effects.find(({ what }) => what === 'ticked')
    expect(one?.fields.map(({ at }) => at)).toEqual([1, 1])
    expect(other?.delta).toBe(one?.delta)
    const all = (await asked({ ticked: model.stepper.fieldNames })).effects
    if (position === 'fields')
      expect(all.find(({ what }) => what === 'ticked')?.delta).toBe(all.at(-1)?.delta)
  })
})

describe('a row under the microscope', () => {
  let run: Trained
  let model: Rebuilt
  let inspections: Inspections
  const said: WorkerMessage[] = []

  beforeAll(async () => {
    run = await trained({}, makeStepper(1))
    const found = await rebuilt(run, libraryOf(run.encoded), shopOf(makeStepper(1)))
    if (!found.ok) throw new Error(JSON.stringify(found.error))
    model = found.value
    const host = { post: (message: WorkerMessage) => void said.push(message), clock: () => 0, breathe }
    inspections = createInspections(host, libraryOf(run.encoded), shopOf(makeStepper(1)))
    inspections.keep('r', run)
  }, 60_000)

  /** Asks the worker's part, as a page would. */
  async function ask<Kind extends InspectKind>(question: InspectQuestion & { readonly kind: Kind }) {
    said.length = 0
    inspections.inspect({ type: 'inspect', inspectId: 'i', runId: 'r', question })
    while (said.length === 0) await breathe()
    const [message] = said
    if (message?.type !== 'inspected') throw new Error(JSON.stringify(message))
    return message.answer as Extract<InspectAnswer, { readonly kind: Kind }>
  }
  const seen = (row: number, edits: QuestionOf<'microscope'>['edits'] = []) =>
    ask({ kind: 'microscope', row, edits })
  const idOf = (row: number, field: string): number =>
    run.encoded.ids[
      row * run.encoded.fields.length + run.encoded.fields.findIndex(({ name }) => name === field)
    ] as number

  it('has every number of the whole split’s evaluation', async () => {
    const { test } = run.encoded.splits
    const taps = await model.stepper.taps(test)
    const tasks = run.encoded.tasks.length
    for (const at of [0, 7, test.length - 1]) {
      const { asIs } = await seen(test[at] as number)
      for (let t = 0; t < tasks; t++)
        expect(
          Math.abs((asIs.logits[t] ?? Number.NaN) - (run.scored.test[at * tasks + t] as number)),
        ).toBeLessThan(1e-6)
      expect([...asIs.taps.keys()]).toEqual([...taps.keys()])
      for (const [name, { shape, values }] of taps) {
        const isOfModel = shape[0] !== test.length
        const width = isOfModel ? values.length : values.length / test.length
        const own = asIs.taps.get(name)?.values ?? new Float32Array()
        expect(own.length, name).toBe(width)
        const first = isOfModel ? 0 : at * width
        for (let i = 0; i < width; i++)
          expect(Math.abs((own[i] as number) - (values[first + i] as number)), name).toBeLessThan(1e-6)
      }
    }
  })

  it('moves no distance by a feature that is not clustered by, and moves it by one that is', async () => {
    const row = run.encoded.splits.test[3] as number
    const own = await seen(row)
    const genre = await seen(row, [{ field: 'genre', id: (idOf(row, 'genre') % 3) + 1 }])
    for (const tap of ['user-clusters/query', 'user-clusters/assignment', 'user-clusters/centroids'])
      expect(genre.edited?.taps.get(tap), tap).toEqual(own.asIs.taps.get(tap))
    expect(genre.edited?.logits).not.toEqual(own.asIs.logits)
    const clustered = run.encoded.fields.find(({ roles }) => roles.includes('unbiased'))
    const field = clustered?.name ?? ''
    const age = await seen(row, [{ field, id: (idOf(row, field) % 2) + 1 }])
    expect(age.edited?.taps.get('user-clusters/query')).not.toEqual(own.asIs.taps.get('user-clusters/query'))
  })

  it('has no shift for a user whom train does not know', async () => {
    const { fields, splits, users, activity } = run.encoded
    const row = [...splits.test].find((one) => (activity[users[one] as number] as number) > 0) as number
    const field = fields.find(({ kind }) => kind === 'user')?.name ?? ''
    const { asIs, edited, isUnseen } = await seen(row, [{ field, id: 0 }])
    expect(isUnseen).toBe(false)
    // √(0 + 1e-8): the norm is kept off 0 for its gradient.
    expect(edited?.taps.get('user-clusters/shiftNorm')?.values[0]).toBeCloseTo(1e-4, 8)
    expect(asIs.taps.get('user-clusters/shiftNorm')?.values[0]).toBeGreaterThan(1e-3)
  })

  it('is as it was by its own values, and as another row by that row’s', async () => {
    const [a, b] = [run.encoded.splits.test[5] as number, run.encoded.splits.test[40] as number]
    const copy = (from: number) =>
      run.encoded.fields.map(({ name }) => ({ field: name, id: idOf(from, name) }))
    const own = await seen(a, copy(a))
    expect(own.edited).toEqual(own.asIs)
    const other = await seen(a, copy(b))
    expect(other.edited?.logits).toEqual((await seen(b)).asIs.logits)
  })

  it('finds users by the file’s id, the least active first, and shows rows of theirs alone', async () => {
    const first = await ask({ kind: 'find', user: null, after: -1, slice: null })
    const second = await ask({ kind: 'find', user: null, after: first.user.place, slice: null })
    expect(first.user.activity).toBeGreaterThan(0)
    expect(second.user.activity).toBeGreaterThanOrEqual(first.user.activity)
    const again = await ask({ kind: 'find', user: ` ${second.user.name} `, after: -1, slice: null })
    expect(again.user).toEqual(second.user)
    const index = run.encoded.userNames().indexOf(second.user.name)
    for (const { row } of again.rows) expect(run.encoded.users[row]).toBe(index)
    const all = [...run.encoded.splits.test].filter((row) => run.encoded.users[row] === index)
    expect(again.rowCount).toBe(all.length)
  })

  it('lists the users of a slice alone, each once, by rows of the slice alone', async () => {
    const { encoded } = run
    const scene = encoded.sceneNames[0] as string
    const asked = askedSlice({ all: [{ kind: 'scene', scene }] })
    const inScene = [...encoded.splits.test].filter((row) => encoded.sceneIds[row] === 0)
    const known = new Set(
      inScene
        .map((row) => encoded.users[row] as number)
        .filter((user) => (encoded.activity[user] as number) > 0),
    )
    const seenUsers: number[] = []
    for (let after = -1; seenUsers.length < known.size; ) {
      const { user, rows, rowCount, testRows } = await ask({ kind: 'find', user: null, after, ...asked })
      const own = inScene.filter((row) => encoded.users[row] === user.index)
      expect(rows.map(({ row }) => row)).toEqual(own.slice(0, 50))
      expect(rowCount).toBe(own.length)
      expect(testRows).toBe(
        [...encoded.splits.test].filter((row) => encoded.users[row] === user.index).length,
      )
      seenUsers.push(user.index)
      after = user.place
    }
    expect(new Set(seenUsers)).toEqual(known)
    const last = { kind: 'find', user: null, after: encoded.userCount, ...asked } as const
    await expect(ask(last)).rejects.toThrow('inspect.noNextInSlice')
  })

  it('says of a user who has no row in a slice, and of a slice without rows, that it is so', async () => {
    const { encoded } = run
    const [here, elsewhere] = testUsers(encoded)
    const slice = (users: readonly (number | undefined)[], reading = readingHash(run.config)) =>
      askedSlice({ all: [{ kind: 'users', of: 'x', reading, users: users.flatMap((user) => user ?? []) }] })
    const name = encoded.userNames()[elsewhere as number] as string
    const find = { kind: 'find', user: name, after: -1 } as const
    await expect(ask({ ...find, ...slice([here]) })).rejects.toThrow('inspect.notInSlice')
    await expect(ask({ ...find, ...slice([]) })).rejects.toThrow('slice.empty')
    await expect(ask({ ...find, ...slice([here], 'another') })).rejects.toThrow('slice.otherUsers')
  })
})
