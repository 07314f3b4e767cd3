import type { Catalogue } from './i18n.ts'

const ACCENTED: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'é',
  i: 'î',
  o: 'ö',
  u: 'ü',
  c: 'ç',
  n: 'ñ',
  y: 'ý',
}
/** In words, so that lines break as they would in a longer language. */
const FILL = ' ~~~~'

/** Letters get accents, two fifths of the length is added; `{{parameters}}` stay as they are. */
export function pseudoText(text: string): string {
  const accented = text.replace(/\{\{.*?\}\}|[aeioucny]/g, (part) => ACCENTED[part] ?? part)
  const missing = Math.ceil(text.replace(/\{\{.*?\}\}/g, '').length * 0.4)
  return accented + FILL.repeat(Math.ceil(missing / FILL.length)).slice(0, missing)
}

export const pseudoTexts = (catalogue: Catalogue): Catalogue =>
  Object.fromEntries(
    Object.entries(catalogue).map(([namespace, texts]) => [
      namespace,
      Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, pseudoText(text)])),
    ]),
  )
