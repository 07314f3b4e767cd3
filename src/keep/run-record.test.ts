import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pack } from '../core/pack.ts'
import { runHash } from '../experiment/hash.ts'
import { examination } from '../run/doctor.ts'
import { BATCH_EFFECT } from '../run/events.ts'
import type { Snapshot } from '../run/run.ts'
import { openRun, wholeRun } from '../testing/whole-run.ts'
import { COMPARISON_LADDER, COMPARISON_VERSION } from './comparison-record.ts'
import goldenOne from './golden-run.1.json' with { type: 'json' }
import goldenTwo from './golden-run.2.json' with { type: 'json' }
import { climbed, type Ladder } from './ladder.ts'
import { parseReadings, READINGS_LADDER, READINGS_VERSION } from './readings.ts'
import {
  endedRecord,
  openRecord,
  parseRun,
  RUN_LADDER,
  RUN_VERSION,
  wholeRecord,
  withReadings,
} from './run-record.ts'

/** The same run with its series cut to their length: the room to grow is no part of it. */
const trimmed = (run: ReturnType<typeof wholeRun>) => ({
  ...run,
  series: new Map(
    [...run.series].map(([key, one]) => [
      key,
      { ...one, steps: one.steps.slice(0, one.length), values: one.values.slice(0, one.length) },
    ]),
  ),
})
/** The same run, had its first observed field been cut. */
function inBins(run: ReturnType<typeof wholeRun>): ReturnType<typeof wholeRun> {
  const { observed } = run
  if (observed === null) throw new Error('nothing observed')
  const fields = observed.fields.map((field, at) => (at === 0 ? { ...field, cuts: [0.5, 2] } : field))
  return { ...run, observed: { ...observed, fields } }
}
const changed = (change: Record<string, unknown>) =>
  parseRun(pack({ version: RUN_VERSION, run: { ...trimmed(wholeRun()), ...change } }))

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
/** The same run, with what the doctor reads among what it recorded. */
function examinedRun(): ReturnType<typeof wholeRun> {
  const steps = [10, 20].map((step) => ({ step, shape: [1], values: Float32Array.of(step / 10) }))
  const run = wholeRun()
  return {
    ...run,
    snapshots: new Map([...run.snapshots, [BATCH_EFFECT, steps[1] as Snapshot]]),
    history: new Map([...run.history, [BATCH_EFFECT, steps]]),
  }
}
/** As it lies on the device, read again. */
async function kept(run: ReturnType<typeof wholeRun>) {
  const { record, readings } = await endedRecord(run)
  const near = parseRun(record.bytes)
  if (!near.ok || readings === null) throw new Error('it cannot be read')
  return { near: near.value, readings }
}

describe('the record of a run', () => {
  it.each([
    ['ended', wholeRun()],
    ['on its way', openRun()],
    ['come in an archive', { ...wholeRun(), origin: 'archive' as const }],
    ['seen numbers in bins', inBins(wholeRun())],
  ])('gives back all of a run that has %s', async (_name, run) => {
    const record = openRecord(run)
    expect(record).toMatchObject({ key: runHash(run.config), id: run.id })
    expect(parseRun(record.bytes)).toEqual({ ok: true, value: trimmed(run) })
    expect(parseRun(await wholeRecord(run))).toEqual({ ok: true, value: trimmed(run) })
    const { near, readings } = await kept(run)
    expect(withReadings(near, readings)).toEqual({ ok: true, value: trimmed(run) })
  })

  it('of one that has ended leaves apart what it recorded inside, but not what the doctor reads', async () => {
    const run = examinedRun()
    const { near, readings } = await kept(run)
    expect(near.history.size).toBe(0)
    expect([...near.snapshots.keys()]).toEqual([BATCH_EFFECT])
    expect(near.apart).toMatchObject({ bytes: readings.length, isLost: false })
    const findings = examination(run).flatMap((check) => check.findings)
    expect(findings.map(({ kind }) => kind)).toContain('leak')
    expect(examination(near)).toEqual(examination(run))
    const { snapshots, history, apart: _apart, ...rest } = near
    expect({ ...rest, snapshots: run.snapshots, history: run.history }).toEqual(trimmed(run))
    expect([snapshots.size, history.size]).toEqual([1, 0])
  })

  it('of one whose readings lie apart is written without them, and asks for them anew where they were not found', async () => {
    const { near } = await kept(wholeRun())
    const lost = { ...near, apart: { sha256: '', bytes: 0, ...near.apart, isLost: true } }
    const { record, readings } = await endedRecord(lost)
    expect(readings).toBeNull()
    expect(parseRun(record.bytes)).toEqual({ ok: true, value: near })
  })

  it('takes no readings of another execution', async () => {
    const [one, other] = [await kept(wholeRun()), await kept(examinedRun())]
    const found = withReadings(one.near, other.readings)
    expect(found.ok ? [] : found.error.map(({ path }) => path)).toEqual(['readings'])
  })

  it('of version 1 is read as it was written', () => {
    const parsed = parseRun(bytesOf(goldenOne.base64))
    const config = parsed.ok ? parsed.value.config : null
    expect(parsed).toEqual({ ok: true, value: { ...trimmed(wholeRun()), config } })
    // Its config is the sample's of that day, whatever the defaults of today are.
    expect(config).toMatchObject({ seed: 1, dataset: { id: 'sample' }, training: { learningRate: 0.01 } })
  })

  it('of version 2 is read as it was written, and so are its readings', () => {
    const near = parseRun(bytesOf(goldenTwo.run))
    const config = near.ok ? near.value.config : null
    expect(near.ok && withReadings(near.value, bytesOf(goldenTwo.readings))).toEqual({
      ok: true,
      value: { ...trimmed(examinedRun()), config },
    })
    expect(config).toMatchObject({ seed: 1, dataset: { id: 'sample' }, training: { learningRate: 0.01 } })
  })

  it.each([
    ['run.status', { status: { kind: 'ended', reason: 'bored', step: 3 } }],
    ['run.seconds', { seconds: '3' }],
    ['run.origin', { origin: 'somewhere' }],
    ['run.config.training.epochs', { config: { ...wholeRun().config, training: { epochs: 1e9 } } }],
    ['run.series', { series: [] }],
    [
      'run.snapshots.a',
      { snapshots: new Map([['a', { step: 1, shape: [3], values: new Float32Array(2) }]]) },
    ],
    ['run.report.replicates', { report: { ...wholeRun().report, replicates: null } }],
  ])('that is damaged at %s is refused, and says so', (path, change) => {
    const parsed = changed(change)
    expect(parsed.ok ? [] : parsed.error.map((one) => one.path)).toEqual([path])
  })

  it('of a newer version is refused as such', () => {
    const parsed = parseRun(pack({ version: RUN_VERSION + 1, run: {} }))
    expect(parsed.ok ? [] : parsed.error.map(({ code }) => code)).toEqual(['stored.newer'])
  })

  it('with any byte changed is a run or an issue, never a crash', async () => {
    const { record, readings } = await endedRecord(examinedRun())
    const own = readings ?? new Uint8Array()
    for (const [bytes, read] of [
      [openRecord(wholeRun()).bytes, parseRun],
      [record.bytes, parseRun],
      [own, parseReadings],
    ] as const) {
      fc.assert(
        fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), (at, byte, length) => {
          const mutated = bytes.slice()
          mutated[at] = byte
          expect(typeof read(mutated).ok).toBe('boolean')
          expect(typeof read(bytes.slice(0, length)).ok).toBe('boolean')
        }),
        { seed: 3, numRuns: 100 },
      )
    }
  })
})

describe('the ladder of versions', () => {
  it('is contiguous: every version but the newest has a rung to the next', () => {
    const rungs = (ladder: Ladder) => Object.keys(ladder).map(Number)
    const below = (newest: number) => Array.from({ length: newest - 1 }, (_, i) => i + 1)
    expect(rungs(RUN_LADDER)).toEqual(below(RUN_VERSION))
    expect(rungs(READINGS_LADDER)).toEqual(below(READINGS_VERSION))
    expect(rungs(COMPARISON_LADDER)).toEqual(below(COMPARISON_VERSION))
  })

  it('calls every rung from a version on, in order, and none below it', () => {
    const ladder: Ladder = Object.fromEntries(
      [1, 2, 3].map((from) => [from, (record) => ({ ...record, way: `${String(record.way ?? '')}${from}` })]),
    )
    const way = (version: number) => climbed({ version }, ladder, 4)
    expect(way(1)).toEqual({ ok: true, value: { version: 4, way: '123' } })
    expect(way(3)).toEqual({ ok: true, value: { version: 4, way: '3' } })
    expect(way(4)).toEqual({ ok: true, value: { version: 4 } })
    expect(way(5).ok).toBe(false)
  })

  it.each([null, 'text', [], new Map(), {}, { version: 0 }, { version: 1.5 }, { version: '1' }])(
    'refuses %j',
    (value) => {
      expect(climbed(value, {}, 1).ok).toBe(false)
    },
  )

  it('throws where a rung is missing: that is a mistake of ours', () => {
    expect(() => climbed({ version: 1 }, {}, 2)).toThrow('no rung')
  })
})
