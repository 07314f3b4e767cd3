import { describe, expect, it } from 'vitest'
import keys from '../i18n/en/keys.json' with { type: 'json' }
import { COMMANDS, commandOf, type Pressed } from './commands.ts'

const press = (key: string, change: Partial<Pressed> = {}) => {
  const found = commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, on: 'page', ...change })
  return found === null || found === 'palette' ? found : found.id
}

describe('a key', () => {
  it('does one thing at most, and every command has a name', () => {
    const taken = COMMANDS.flatMap(({ key }) => key ?? [])
    expect(new Set(taken).size).toBe(taken.length)
    const names = Object.keys(keys).filter((key) => key.startsWith('command.'))
    expect(COMMANDS.map(({ id }) => `command.${id}`).sort()).toEqual(names.sort())
  })

  it('is told by its case: Z undoes, with Shift it redoes', () => {
    expect(press('z')).toBe('undo')
    expect(press('Z')).toBe('redo')
    expect(press('3')).toBe('inside.priors')
    expect(press('q')).toBeNull()
  })

  it('is left to a text that has the focus, and Space to a button', () => {
    expect(press('r', { on: 'text' })).toBeNull()
    expect(press('?', { on: 'text' })).toBeNull()
    expect(press(' ', { on: 'control' })).toBeNull()
    expect(press(' ')).toBe('pause')
    expect(press('.', { on: 'control' })).toBe('step')
  })

  it('is left to the browser with a modifier, but for the palette, which opens from everywhere', () => {
    expect(press('r', { ctrlKey: true })).toBeNull()
    expect(press('z', { metaKey: true })).toBeNull()
    for (const change of [{ ctrlKey: true }, { metaKey: true }] as const) {
      expect(press('k', change)).toBe('palette')
      expect(press('k', { ...change, on: 'text' })).toBe('palette')
    }
    expect(press('?')).toBe('palette')
  })
})
