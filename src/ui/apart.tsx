import type { i18n } from 'i18next'
import { type ComponentType, use } from 'react'
import { useTranslation } from 'react-i18next'
import { screenTexts } from '../i18n/screen-texts.ts'

/** A part of the page that can be fetched before it is shown. */
export type Apart<Props> = ComponentType<Props> & { fetch(messages: i18n): Promise<void> }

/**
 * A part of the page that start does without: it is fetched, with the texts of all such parts, when it is first shown.
 * Until it is there the fallback of the `Suspense` around it stands; what has come before is shown at once.
 */
export function apart<Props extends object>(load: () => Promise<ComponentType<Props>>): Apart<Props> {
  let fetched: Promise<ComponentType<Props>> | null = null
  const part = () => {
    fetched ??= load()
    return readable(fetched)
  }
  function Shown(props: Props) {
    const { i18n } = useTranslation()
    const arriving = part()
    use(readable(screenTexts(i18n)))
    const Part = use(arriving)
    return <Part {...props} />
  }
  return Object.assign(Shown, {
    fetch: async (messages: i18n) => {
      await Promise.all([part(), readable(screenTexts(messages))])
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
