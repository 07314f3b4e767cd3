import type { i18n } from 'i18next'
import { type ComponentType, Suspense } from 'react'
import { renderToString } from 'react-dom/server'
import { I18nextProvider } from 'react-i18next'
import { describe, expect, it } from 'vitest'
import { fetchedOnce } from '../core/fetched-once.ts'
import { createMessages } from '../i18n/i18n.ts'
import { apart } from './apart.tsx'
import { FetchBoundary } from './FetchBoundary.tsx'

const Word = ({ word }: { readonly word: string }) => <b>{word}</b>

const shown = (messages: i18n, Part: ComponentType<{ readonly word: string }>): string =>
  renderToString(
    <I18nextProvider i18n={messages}>
      <Suspense fallback={<i>waits</i>}>
        <Part word="here" />
      </Suspense>
    </I18nextProvider>,
  )

/** Fetches a part that is there from the second attempt on. */
function onceMissing() {
  let attempts = 0
  return async () => {
    attempts += 1
    if (attempts === 1) throw new TypeError('no network')
    return Word
  }
}

const errorOf = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error)

describe('a part of the page that comes apart', () => {
  it('is shown at once, and whole, where it was fetched before', async () => {
    const messages = createMessages()
    const Part = apart(async () => Word)
    expect(shown(messages, Part)).toContain('waits')
    await Part.fetch(messages)
    expect(shown(messages, Part)).toContain('<b>here</b>')
    expect(shown(messages, Part)).not.toContain('waits')
  })

  it('is tried again by who fetches it after it could not be', async () => {
    const messages = createMessages()
    const Part = apart(onceMissing())
    await expect(Part.fetch(messages)).rejects.toThrow('no network')
    await Part.fetch(messages)
    expect(shown(messages, Part)).toContain('<b>here</b>')
  })
})

describe('the place of a part', () => {
  const place = () => new FetchBoundary({ children: 'part', absent: () => 'absent' })

  it('says that it could not be fetched, and the next showing tries again', async () => {
    const fetched = fetchedOnce(onceMissing())
    const error = await errorOf(fetched())
    const boundary = place()
    expect(boundary.render()).toBe('part')
    boundary.state = FetchBoundary.getDerivedStateFromError(error)
    expect(boundary.render()).toBe('absent')
    // Before it stands in the page, whoever asks hears the same: React asks twice.
    expect(await errorOf(fetched())).toBe(error)
    boundary.componentDidCatch(error)
    expect(await fetched()).toBe(Word)
  })

  it('leaves a fault of the part to whoever is around', () => {
    const boundary = place()
    const fault = new TypeError('undefined is not a function')
    boundary.state = FetchBoundary.getDerivedStateFromError(fault)
    expect(() => boundary.render()).toThrow(fault)
  })
})
