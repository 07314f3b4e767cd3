import type { i18n } from 'i18next'
import type { Catalogue } from './i18n.ts'
import { pseudoTexts } from './pseudo.ts'

const fetched = new WeakMap<i18n, Promise<void>>()

/** English texts of what is kept on the device, which are fetched with the first of its screens; other languages bring theirs. */
export function storageTexts(messages: i18n): Promise<void> {
  const texts = fetched.get(messages) ?? add(messages)
  fetched.set(messages, texts)
  return texts
}

async function add(messages: i18n): Promise<void> {
  const { default: storage } = await import('./en/storage.json')
  const texts: Catalogue = { storage }
  messages.addResourceBundle('en', 'storage', storage)
  messages.addResourceBundle('en-XA', 'storage', pseudoTexts(texts).storage)
}
