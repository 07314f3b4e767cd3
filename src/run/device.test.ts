import { describe, expect, it } from 'vitest'
import { fastest, type Probe, parseProbe } from './device.ts'

const probe: Probe = {
  key: 'adapter|browser|1',
  measured: [
    { backend: 'wasm', threads: 1, stepMs: 6, rowsPerSecond: 85_000, how: 'wasm, compiled' },
    { backend: 'wasm', threads: 2, stepMs: 4, rowsPerSecond: 128_000, how: 'wasm, compiled' },
    { backend: 'webgpu', threads: 1, stepMs: 5, rowsPerSecond: 102_000, how: 'webgpu, compiled' },
  ],
  failed: [],
  hasRelaxed: true,
}

describe('a probe', () => {
  it('chooses the shortest step', () => {
    expect(fastest(probe)).toMatchObject({ backend: 'wasm', threads: 2 })
  })

  it('is read back as it was kept', () => {
    expect(parseProbe(JSON.parse(JSON.stringify(probe)))).toEqual(probe)
  })

  it.each([
    ['nothing', null],
    ['no measurement', { ...probe, measured: [] }],
    ['a step of no time', { ...probe, measured: [{ ...probe.measured[0], stepMs: 0 }] }],
    [
      'a backend that is never chosen by itself',
      { ...probe, measured: [{ ...probe.measured[0], backend: 'cpu' }] },
    ],
    ['a failure without words', { ...probe, failed: [{ backend: 'webgpu' }] }],
  ])('is not read from %s', (_, value) => {
    expect(parseProbe(value)).toBeNull()
  })
})
