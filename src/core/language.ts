/**
 * Languages that a page can show. `en-XA` is English with accents and two fifths longer: what does not fit in it, or
 * stays plain, is a defect of the layout or a text outside the catalogue. It is not offered to people.
 */
export const LANGUAGES = ['en', 'zh-CN', 'en-XA'] as const
export type Language = (typeof LANGUAGES)[number]

/** The language of a code; English of any other. */
export const languageOf = (code: string): Language => LANGUAGES.find((language) => language === code) ?? 'en'

/** What the button goes through, each under its own name. */
export const OFFERED = { en: 'EN', 'zh-CN': '中文' } as const satisfies Partial<Record<Language, string>>
export type Offered = keyof typeof OFFERED

/** Chinese where the browser puts it before English; else English. */
export function preferred(languages: readonly string[]): Offered {
  const first = languages.find((one) => /^(zh|en)\b/i.test(one))
  return first !== undefined && /^zh/i.test(first) ? 'zh-CN' : 'en'
}
