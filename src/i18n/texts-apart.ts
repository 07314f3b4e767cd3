import type { i18n } from 'i18next'
import { pseudoTexts } from './pseudo.ts'

type Texts = Readonly<Record<string, string>>

/** English texts of a namespace that is fetched with the first screen that shows it; other languages bring theirs. */
export function textsApart(
  namespace: string,
  load: () => Promise<{ readonly default: Texts }>,
): (messages: i18n) => Promise<void> {
  const fetched = new WeakMap<i18n, Promise<void>>()
  const add = async (messages: i18n): Promise<void> => {
    const { default: texts } = await load()
    messages.addResourceBundle('en', namespace, texts)
    messages.addResourceBundle('en-XA', namespace, pseudoTexts({ [namespace]: texts })[namespace])
  }
  return (messages) => {
    const texts = fetched.get(messages) ?? add(messages)
    fetched.set(messages, texts)
    return texts
  }
}
