import { describe, expect, it } from 'vitest'
import { oneLock } from '../testing/one-lock.ts'
import { type LocksLike, lockedTurn, type TurnHost } from './turn.ts'

const settled = () => new Promise((resolve) => setTimeout(resolve))

/** Where nothing goes wrong. */
const host = (told: (isElsewhere: boolean) => void = () => undefined): TurnHost => ({
  told,
  failed: (error) => {
    throw error
  },
})

describe('the turn to train', () => {
  function tabs() {
    const locks = oneLock()
    const log: string[] = []
    const tab = (name: string) =>
      lockedTurn(
        locks,
        host((isElsewhere) => log.push(`${name} ${isElsewhere ? 'waits' : 'may'}`)),
      )
    return { a: tab('a'), b: tab('b'), log }
  }

  it('is one tab’s; the other is told, and gets it once it is released', async () => {
    const { a, b, log } = tabs()
    expect(a.take(() => log.push('a trains'))).toBe(false)
    await settled()
    expect(a.take(() => log.push('never'))).toBe(true)
    expect(b.take(() => log.push('b trains'))).toBe(false)
    await settled()
    expect(log).toEqual(['a may', 'a trains', 'b waits'])
    a.release()
    await settled()
    expect(log.slice(3)).toEqual(['b may', 'b trains'])
    expect(b.take(() => undefined)).toBe(true)
  })

  it('is not kept by a tab that gave up while it waited', async () => {
    const { a, b, log } = tabs()
    a.take(() => undefined)
    await settled()
    b.take(() => log.push('b trains'))
    await settled()
    b.release()
    a.release()
    await settled()
    expect(log).not.toContain('b trains')
    expect(a.take(() => log.push('a again'))).toBe(false)
    await settled()
    expect(log.at(-1)).toBe('a again')
  })

  it('calls the latest of what waits, once', async () => {
    const { a, log } = tabs()
    a.take(() => log.push('first'))
    a.take(() => log.push('second'))
    await settled()
    expect(log).toEqual(['a may', 'second'])
  })

  it('begins once what others left is here, and ends once what it leaves lies there', async () => {
    const locks = oneLock()
    const log: string[] = []
    const [steps, waits]: [(() => void)[], string[]] = [[], []]
    const step = (name: string) => () =>
      new Promise<void>((resolve) => {
        waits.push(name)
        steps.push(resolve)
      })
    const a = lockedTurn(locks, host(), { begin: step('a begins'), end: step('a ends') })
    const b = lockedTurn(locks, host())
    a.take(() => log.push('a trains'))
    await settled()
    b.take(() => log.push('b trains'))
    // Asked once more meanwhile, it still waits.
    expect(a.take(() => log.push('a trains'))).toBe(false)
    await settled()
    expect([waits, log]).toEqual([['a begins'], []])
    steps[0]?.()
    await settled()
    a.release()
    await settled()
    expect([waits, log]).toEqual([['a begins', 'a ends'], ['a trains']])
    steps[1]?.()
    await settled()
    expect(log).toEqual(['a trains', 'b trains'])
  })

  it('is had and given back also where a handover fails, which is said', async () => {
    const locks = oneLock()
    const log: string[] = []
    const failing = (what: string) => () => Promise.reject(new Error(what))
    const failed = (error: unknown) => log.push((error as Error).message)
    const handover = { begin: failing('no begin'), end: failing('no end') }
    const a = lockedTurn(locks, { told: () => undefined, failed }, handover)
    const b = lockedTurn(locks, host())
    for (let times = 0; times < 2; times++) {
      log.length = 0
      expect(a.take(() => log.push('a trains'))).toBe(false)
      await settled()
      b.take(() => log.push('b trains'))
      await settled()
      expect(log).toEqual(['no begin', 'a trains'])
      a.release()
      await settled()
      expect(log.slice(2)).toEqual(['no end', 'b trains'])
      b.release()
      await settled()
    }
  })

  it('is given back where what was to be trained cannot be begun, which is said', async () => {
    const locks = oneLock()
    const log: string[] = []
    const a = lockedTurn(locks, { told: () => undefined, failed: (error) => log.push(String(error)) })
    a.take(() => {
      throw new Error('no run')
    })
    await settled()
    expect(log).toEqual(['Error: no run'])
    expect(lockedTurn(locks, host()).take(() => log.push('b trains'))).toBe(false)
    await settled()
    expect(log.at(-1)).toBe('b trains')
    expect(a.take(() => undefined)).toBe(false)
  })

  it('is asked for anew after the browser refused a lock', async () => {
    let refuses = true
    const lock = oneLock()
    const log: string[] = []
    const locks: LocksLike = {
      request: (...given) => (refuses ? Promise.reject(new Error('no lock')) : lock.request(...given)),
    }
    const a = lockedTurn(locks, { told: () => undefined, failed: (error) => log.push(String(error)) })
    a.take(() => log.push('never'))
    await settled()
    refuses = false
    a.take(() => log.push('a trains'))
    await settled()
    expect(log).toEqual(['Error: no lock', 'a trains'])
  })
})
