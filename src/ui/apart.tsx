import type { i18n } from 'i18next'
import { type ComponentType, use } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchedOnce, orForgotten } from '../core/fetched-once.ts'
import { screenTexts } from '../i18n/screen-texts.ts'
import { FetchBoundary, type Retry } from './FetchBoundary.tsx'
import { NotFetched } from './NotFetched.tsx'

/** A part of the page that can be fetched before it is shown. */
export type Apart<Props> = ComponentType<Props> & { fetch(messages: i18n): Promise<void> }

/** What stands in a part's place where it could not be fetched. */
export type Absence<Props> = ComponentType<Props & Retry>

/**
 * A part of the page that start does without: it is fetched, with the texts of all such parts, when it is first shown.
 * Until it is there the fallback of the `Suspense` around it stands; what has come before is shown at once. Where it could
 * not be fetched, `Absent` stands in its place alone, and its next showing tries again.
 */
export const apart = <Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Absent: Absence<Props> = NotFetched,
): Apart<Props> =>
  fetched(async (messages) => {
    const [Part] = await Promise.all([load(), orForgotten(screenTexts(messages))])
    return Part
  }, Absent)

/** The same, of a part that needs no texts but those of start. */
export const later = <Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Absent: Absence<Props> = NotFetched,
): Apart<Props> => fetched(load, Absent)

function fetched<Props extends object>(
  load: (messages: i18n) => Promise<ComponentType<Props>>,
  Absent: Absence<Props>,
): Apart<Props> {
  // By the store, which all faces of the messages share.
  const parts = new WeakMap<i18n['store'], () => Promise<ComponentType<Props>>>()
  const partOf = (messages: i18n) => {
    const part = parts.get(messages.store) ?? fetchedOnce(() => load(messages))
    parts.set(messages.store, part)
    return readable(part())
  }
  function Shown(props: Props) {
    const { i18n } = useTranslation()
    const Part = use(partOf(i18n))
    return <Part {...props} />
  }
  function Whole(props: Props) {
    return (
      <FetchBoundary absent={(retry) => <Absent {...props} onRetry={retry} />}>
        <Shown {...props} />
      </FetchBoundary>
    )
  }
  return Object.assign(Whole, {
    fetch: async (messages: i18n) => {
      await orForgotten(partOf(messages))
    },
  })
}

/** The promise, marked once it is kept as React marks what it has waited for: `use` reads it without a fallback first. */
function readable<Value>(promise: Promise<Value>): Promise<Value> {
  if (!('status' in promise))
    promise.then(
      (value) => Object.assign(promise, { status: 'fulfilled', value }),
      () => undefined,
    )
  return promise
}
