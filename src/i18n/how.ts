import { fetchedOnce, orForgotten } from '../core/fetched-once.ts'
import type { Language } from '../core/language.ts'
import { pseudoTexts } from './pseudo.ts'

/** Texts of the charts' cards by key, as `<chart>.formula`. */
export type HowTexts = Readonly<Record<string, string>>

const fetched = new Map<Language, () => Promise<HowTexts>>()

/** Texts of the charts' cards, which are fetched with the first card that is opened in a language. */
export function howTexts(language: Language): Promise<HowTexts> {
  const texts = fetched.get(language) ?? fetchedOnce(() => textsOf(language))
  fetched.set(language, texts)
  return texts()
}

async function textsOf(language: Language): Promise<HowTexts> {
  switch (language) {
    case 'en':
      return (await import('./en/how.json')).default
    case 'zh-CN':
      return (await import('./zh/how.json')).default
    case 'en-XA':
      return pseudoTexts({ how: await orForgotten(howTexts('en')) }).how ?? {}
    default:
      return language satisfies never
  }
}
