import type { i18n } from 'i18next'
import { fetchedOnce } from '../core/fetched-once.ts'
import type { Catalogue } from './i18n.ts'
import { pseudoTexts } from './pseudo.ts'

/**
 * English texts that are fetched with the first part of the page that shows them; other languages bring theirs. Texts that
 * could not be fetched are an `Unfetched`.
 */
export function textsApart(load: () => Promise<Catalogue>): (messages: i18n) => Promise<void> {
  // By the store: each component is handed an i18n of its own, and all of them share that.
  const fetched = new WeakMap<i18n['store'], () => Promise<void>>()
  const add = async (messages: i18n): Promise<void> => {
    const texts = await load()
    const accented = pseudoTexts(texts)
    for (const [namespace, own] of Object.entries(texts)) {
      messages.addResourceBundle('en', namespace, own)
      messages.addResourceBundle('en-XA', namespace, accented[namespace])
    }
  }
  return (messages) => {
    const texts = fetched.get(messages.store) ?? fetchedOnce(() => add(messages))
    fetched.set(messages.store, texts)
    return texts()
  }
}
