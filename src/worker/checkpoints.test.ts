import { beforeEach, describe, expect, it } from 'vitest'
import { sampleConfig } from '../experiment/defaults.ts'
import type { Checkpoint } from '../model/checkpoint.ts'
import { memoryFiles } from '../testing/memory-files.ts'
import { createCheckpoints } from './checkpoints.ts'
import type { FileStore } from './files.ts'

const config = sampleConfig()
const KEY = 'a run'
const at = (step: number): Checkpoint => ({
  ...{ step, seconds: step, best: null, waited: 0, due: { terms: 0, scenes: 0 }, how: 'wasm, compiled' },
  validLogits: new Float32Array(),
  state: { variables: new Map(), first: new Map(), second: new Map(), best: null },
})

describe('checkpoints of a run', () => {
  let files: FileStore
  const visit = () => createCheckpoints(async () => files)
  const steps = async (): Promise<readonly number[]> =>
    (await files.list()).map(({ name }) => Number(name.split('/').at(-1))).sort((a, b) => a - b)
  /** Keeps one for each step, so many milliseconds apart. */
  async function kept(count: number, apart: number): Promise<void> {
    const checkpoints = visit()
    for (let i = 1; i <= count; i++)
      await checkpoints.keep(KEY, config, { checkpoint: at(i), keptAt: i * apart })
  }
  const found = async (step: number) => {
    const one = await visit().find(KEY, config, step)
    return one.ok ? (one.value?.checkpoint.step ?? null) : one.error.map(({ code }) => code)
  }
  beforeEach(() => {
    files = memoryFiles()
  })

  it.each([200, 5000, 45_000])(
    'are a few, with the last two and one that a record a minute behind has heard of: one every %i ms',
    async (apart) => {
      const checkpoints = visit()
      for (let i = 1; i <= 400; i++) {
        await checkpoints.keep(KEY, config, { checkpoint: at(i), keptAt: i * apart })
        const left = await steps()
        expect(left.length).toBeLessThanOrEqual(4)
        expect(left.slice(-2)).toEqual([i - 1, i].filter((step) => step > 0))
        // One by which the record may stand, and none so old that much is trained again.
        const heard = left.filter((step) => (i - step) * apart >= 60_000)
        const isLong = (i - 1) * apart >= 60_000
        expect(heard).toHaveLength(isLong ? 1 : 0)
        if (isLong) expect((i - (heard[0] ?? 0)) * apart).toBeLessThanOrEqual(2 * 60_000 + 2 * apart)
      }
    },
  )

  it('are of a run whatever it is called, and of no other seed', async () => {
    await kept(2, 5000)
    const under = async (other: typeof config) => (await visit().find(KEY, other, 2)).ok
    const dataset = { kind: 'upload', id: 'f'.repeat(64), name: 'a.csv' } as const
    const uploaded = { ...config, dataset }
    await visit().keep(KEY, uploaded, { checkpoint: at(2), keptAt: 1 })
    expect(await under({ ...uploaded, name: 'renamed' })).toBe(true)
    expect(await under({ ...uploaded, dataset: { ...dataset, name: 'b.csv' } })).toBe(true)
    expect(await under({ ...uploaded, seed: config.seed + 1 })).toBe(false)
  })

  it('written on an earlier visit stay for a minute of this one', async () => {
    await kept(2, 5000)
    const checkpoints = visit()
    for (let i = 3; i <= 14; i++)
      await checkpoints.keep(KEY, config, { checkpoint: at(i), keptAt: 1e9 + i * 5000 })
    expect(await steps()).toContain(1)
  })

  it('are found by the latest step of the record, and what is later goes only then', async () => {
    await kept(3, 60_000)
    expect(await steps()).toEqual([2, 3])
    expect(await found(1)).toEqual(['checkpoint.onlyLater'])
    expect(await steps()).toEqual([2, 3])
    expect(await found(2)).toBe(2)
    expect(await steps()).toEqual([2])
    expect(await found(9)).toBe(2)
  })

  it('are found before one that is damaged; where none is whole, none goes', async () => {
    await kept(3, 5000)
    await files.write('checkpoint/a%20run/2', [Uint8Array.of(1)])
    await files.write('checkpoint/a%20run/1', [Uint8Array.of(1)])
    expect(await found(2)).toEqual(['checkpoint.damaged'])
    expect(await steps()).toEqual([1, 2, 3])
    await visit().keep(KEY, config, { checkpoint: at(1), keptAt: 0 })
    expect(await found(2)).toBe(1)
    expect(await visit().find('another', config, 3)).toEqual({ ok: true, value: null })
  })
})
