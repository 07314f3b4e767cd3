import { describe, expect, it } from 'vitest'
import { fetchedOnce, orForgotten, Unfetched } from './fetched-once.ts'

/** Fails as often as told, then brings the number of the attempt. */
function failing(times: number): () => Promise<number> {
  let attempts = 0
  return async () => {
    attempts += 1
    if (attempts <= times) throw new TypeError('no network')
    return attempts
  }
}

describe('what is fetched once', () => {
  it('is fetched once for all who ask', async () => {
    const get = fetchedOnce(failing(0))
    expect(get()).toBe(get())
    expect(await get()).toBe(1)
    expect(await get()).toBe(1)
  })

  it('stays unfetched however often it is asked for, until that is forgotten', async () => {
    const get = fetchedOnce(failing(1))
    const error = await get().catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(Unfetched)
    expect((error as Unfetched).message).toBe('no network')
    expect(await get().catch((caught: unknown) => caught)).toBe(error)
    ;(error as Unfetched).forget()
    expect(await get()).toBe(2)
  })

  it('does not lose a later attempt when an earlier one is forgotten twice', async () => {
    const get = fetchedOnce(failing(1))
    const error = (await get().catch((caught: unknown) => caught)) as Unfetched
    error.forget()
    const again = get()
    error.forget()
    expect(get()).toBe(again)
  })

  it('is tried anew by the next who asks where whoever waited forgets', async () => {
    const get = fetchedOnce(failing(1))
    await expect(orForgotten(get())).rejects.toThrow('no network')
    expect(await get()).toBe(2)
  })
})
