import type { LocksLike } from '../store/turn.ts'

/** One lock as browsers hand it out: to who asks first, then in the order of asking. */
export function oneLock(): LocksLike {
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
