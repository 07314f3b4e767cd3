import { describe, expect, it } from 'vitest'
import { type LocksLike, lockedTurn } from './turn.ts'

/** One lock as browsers hand it out: to who asks first, then in the order of asking. */
function oneLock(): LocksLike {
  let isHeld = false
  const queue: (() => void)[] = []
  const next = (): void => queue.shift()?.()
  return {
    request(_name, { ifAvailable = false }, held) {
      return new Promise((resolve) => {
        const grant = async (): Promise<void> => {
          isHeld = true
          await held({})
          isHeld = false
          resolve(undefined)
          next()
        }
        // Browsers answer later, never within the call.
        queueMicrotask(() => {
          if (!isHeld) void grant()
          else if (ifAvailable) resolve(held(null))
          else queue.push(() => void grant())
        })
      })
    },
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve))

describe('the turn to train', () => {
  function tabs() {
    const locks = oneLock()
    const log: string[] = []
    const tab = (name: string) =>
      lockedTurn(locks, (isElsewhere) => log.push(`${name} ${isElsewhere ? 'waits' : 'may'}`))
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
})
