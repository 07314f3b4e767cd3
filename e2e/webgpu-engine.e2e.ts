import { expect, type Page, test } from 'playwright/test'
import { openEngine } from './engine/open.ts'
import type { Engine, Trained } from './engine/page.ts'

declare const engine: Engine

test.setTimeout(600_000)
let page: Page

test.beforeAll(async ({ browser }) => {
  page = await browser.newPage()
  await openEngine(page, 'e2e/engine/page.ts')
  // A test that trained on anything else would say nothing.
  expect(await page.evaluate(() => engine.adapter())).toMatchObject({
    name: 'webgpu',
    detail: /swiftshader/i,
  })
})
test.afterAll(() => page.close())

const farthest = (a: readonly number[], b: readonly number[]): number => {
  expect(a.length).toBe(b.length)
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? Number.NaN))))
}
/** Largest difference, over the largest value. */
const apart = (a: readonly number[], b: readonly number[]): number =>
  b.length === 0 ? a.length : farthest(a, b) / Math.max(1e-9, ...b.map(Math.abs))
const onWebgpu = ({ how }: Trained): void => expect(how).toMatch(/^webgpu, compiled \(\d+ launches\)$/)

test('is the same to the bit, run again, and holds for 200 steps what WASM and eager tfjs hold', async () => {
  const { webgpu, again, wasm, cpu } = await page.evaluate(() => engine.engines(200, { learningRate: 0.001 }))
  onWebgpu(webgpu)
  expect(wasm.how).toMatch(/^wasm, compiled/)
  expect(cpu.how).toBe('cpu, eager')
  expect(webgpu.logits.every(Number.isFinite)).toBe(true)
  expect(again.losses.length).toBeGreaterThan(100)
  expect(again.losses).toEqual(webgpu.losses.slice(0, again.losses.length))
  const apart = [
    farthest(webgpu.logits, wasm.logits),
    farthest(webgpu.logits, cpu.logits),
    farthest(wasm.logits, cpu.logits),
  ]
  expect(Math.max(...apart), `WebGPU–WASM, WebGPU–eager, WASM–eager: ${apart}`).toBeLessThan(1e-3)
})

test('does what eager tfjs does, every module', async () => {
  const names = await page.evaluate(() => engine.variants())
  const off: string[] = []
  for (const name of names) {
    const { webgpu, cpu } = await page.evaluate((one) => engine.variant(one), name)
    onWebgpu(webgpu)
    const losses = farthest(webgpu.losses, cpu.losses)
    const logits = farthest(webgpu.logits, cpu.logits)
    if (!(losses < 2e-5 && logits < 1e-4)) off.push(`${name}: losses ${losses}, logits ${logits}`)
    expect(webgpu.gradients.map(([of]) => of)).toEqual(cpu.gradients.map(([of]) => of))
    const beside = [
      apart(
        webgpu.gradients.map(([, value]) => value),
        cpu.gradients.map(([, value]) => value),
      ),
      apart(webgpu.pull.shared, cpu.pull.shared),
      apart(webgpu.pull.own, cpu.pull.own),
    ]
    if (!beside.every((one) => one < 5e-3)) off.push(`${name}: beside training ${beside}`)
  }
  expect(off).toEqual([])
})

test('holds as many buffers, bytes and tensors after many steps and many runs as after the first', async () => {
  const steps = await page.evaluate(() => engine.longRun(150, 30))
  expect(steps).toHaveLength(5)
  for (const one of steps) expect(one).toEqual(steps[0])
  const runs = await page.evaluate(() => engine.cycles(6, 4))
  expect(runs).toHaveLength(6)
  // The first may leave what tfjs keeps for the next.
  for (const one of runs.slice(1)) expect(one).toEqual(runs[1])
})

test.describe('what is too large', () => {
  for (const [plant, code] of [
    ['limit', 'engine.tooLarge'],
    ['allocation', 'engine.noMemory'],
  ] as const) {
    test(`is refused with what to change, leaves nothing, and the next run trains: ${plant}`, async () => {
      const { refused, held, next } = await page.evaluate((one) => engine.noMemory(one), plant)
      expect(refused).toMatchObject({ type: 'refused', issues: [{ path: 'training.batchSize', code }] })
      expect(held).toBe(0)
      expect(next).toMatchObject({ type: 'run', event: { type: 'ended', reason: 'finished' } })
    })
  }
})

// Last: it leaves the page without the device that it began with.
test('a run whose device goes away goes on within five seconds, and the next one is on the device', async () => {
  const lost = await page.evaluate(() => engine.deviceLoss())
  const [one, ...others] = lost.interruptions
  expect(others).toEqual([])
  expect(one).toMatchObject({ cause: 'deviceLost', before: expect.stringMatching(/^webgpu, compiled/) })
  // Another device where that had its model soon enough, else WASM.
  expect(one?.how).toMatch(/^(webgpu|wasm), compiled/)
  expect(lost.seconds).toBeLessThan(5)
  expect(one?.repeated).toBeLessThanOrEqual(5)
  expect(lost.changed).toBe(one?.how.startsWith('wasm'))
  expect(lost.end).toMatchObject({ type: 'run', event: { type: 'ended' } })
  // No step is told twice, and none is left out.
  expect(lost.steps.length).toBeGreaterThan(one?.step ?? 0)
  expect(lost.steps).toEqual(lost.steps.map((_, i) => i + 1))
  expect(lost.next).toMatchObject({ event: { how: expect.stringMatching(/^webgpu, compiled/) } })
})
