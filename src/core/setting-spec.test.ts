import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { settingValue } from '../testing/plans.ts'
import { defaultsOf, parseSettings } from './setting-spec.ts'

const words = { label: '', help: '' }
const TABLE = {
  count: { kind: 'int', default: 3, min: 1, max: 9, ...words },
  rate: { kind: 'float', default: 0.5, min: 0, max: 1, ...words },
  isOn: { kind: 'bool', default: true, ...words },
  shape: { kind: 'choice', default: 'round', options: { round: '', square: '' }, ...words },
  widths: { kind: 'widths', default: [8], maxLayers: 2, max: 16, ...words },
  numbers: { kind: 'numbers', default: [1], min: 0, max: 9, most: 2, ...words },
} as const

describe('parseSettings', () => {
  it('accepts defaults and every value in range', () => {
    expect(parseSettings(TABLE, {}, 'x')).toEqual({ ok: true, value: defaultsOf(TABLE) })
    for (const [key, spec] of Object.entries(TABLE)) {
      fc.assert(
        fc.property(settingValue(spec), (value) => {
          expect(parseSettings(TABLE, { [key]: value }, 'x')).toEqual({
            ok: true,
            value: { ...defaultsOf(TABLE), [key]: value },
          })
        }),
        { seed: 1, numRuns: 30 },
      )
    }
  })

  it.each([
    ['count', 0],
    ['count', 10],
    ['count', 2.5],
    ['count', '3'],
    ['rate', -0.01],
    ['rate', 1.01],
    ['rate', Number.NaN],
    ['rate', null],
    ['isOn', 1],
    ['shape', 'oval'],
    ['shape', 'constructor'],
    ['widths', []],
    ['widths', [8, 8, 8]],
    ['widths', [17]],
    ['widths', [0]],
    ['widths', 8],
    ['numbers', []],
    ['numbers', [1, 2, 3]],
    ['numbers', [9.5]],
    ['numbers', [-1]],
    ['numbers', ['1']],
    ['numbers', 1],
  ])('refuses %s = %o, and says where', (key, value) => {
    const result = parseSettings(TABLE, { [key]: value }, 'x')
    expect(result.ok ? [] : result.error.map(({ path }) => path)).toEqual([`x.${key}`])
  })

  it('refuses what it does not know and what is no object', () => {
    expect(parseSettings(TABLE, { colour: 1 }, 'x')).toMatchObject({ error: [{ path: 'x.colour' }] })
    for (const input of [null, 7, 'text', []])
      expect(parseSettings(TABLE, input, 'x')).toMatchObject({ ok: false, error: [{ path: 'x' }] })
  })
})
