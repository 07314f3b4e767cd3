import { describe, expect, it } from 'vitest'
import { preferred } from '../../core/language.ts'
import picks from '../en/picks.json' with { type: 'json' }
import storage from '../en/storage.json' with { type: 'json' }
import { ENGLISH } from '../english.ts'
import { howTexts } from '../how.ts'
import { type Catalogue, createMessages, showLanguage } from '../i18n.ts'
import { pseudoText } from '../pseudo.ts'
import { templateTexts } from '../template-texts.ts'
import { CHINESE } from './zh.ts'

/** Keys of a namespace as Chinese has them: its only plural form is `_other`. */
const wantedKeys = (texts: Readonly<Record<string, string>>): readonly string[] =>
  Object.keys(texts).filter((key) => !(key.endsWith('_one') && key.replace(/_one$/, '_other') in texts))

const parametersOf = (text: string): readonly string[] =>
  [...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1] as string))].sort()

/** Every text, those of cards and published datasets among them, which are fetched apart from the rest. */
const english: Catalogue = {
  ...{ ...ENGLISH, picks, storage, how: await howTexts('en') },
  templates: await templateTexts('en'),
}
const chinese: Catalogue = {
  ...{ ...CHINESE, how: await howTexts('zh-CN') },
  templates: await templateTexts('zh-CN'),
}
const namespaces = Object.entries(english)

describe('the Chinese catalogue', () => {
  it('has a text for every English one, and no other', () => {
    for (const [namespace, texts] of namespaces)
      expect(Object.keys(chinese[namespace] ?? {}).sort(), namespace).toEqual([...wantedKeys(texts)].sort())
    expect(Object.keys(chinese).sort()).toEqual(namespaces.map(([namespace]) => namespace).sort())
  })

  it('takes the same parameters', () => {
    for (const [namespace, texts] of namespaces)
      for (const key of wantedKeys(texts))
        expect(parametersOf(chinese[namespace]?.[key] ?? ''), `${namespace}:${key}`).toEqual(
          parametersOf(texts[key] as string),
        )
  })

  it('is Chinese wherever English has a sentence', () => {
    const left = namespaces.flatMap(([namespace, texts]) =>
      wantedKeys(texts)
        .filter((key) => / [a-z]+ [a-z]+ /.test((texts[key] as string).replace(/\{\{.*?\}\}/g, '')))
        .filter((key) => !/\p{Script=Han}/u.test(chinese[namespace]?.[key] ?? ''))
        .map((key) => `${namespace}:${key}`),
    )
    expect(left).toEqual([])
  })

  it('is shown once it is chosen, and English again after it', async () => {
    const messages = createMessages()
    await showLanguage(messages, 'zh-CN')
    expect(messages.t('nav.lab', { ns: 'app' })).toBe('实验室')
    expect(messages.t('go.run', { ns: 'plan', count: 1 })).toBe('运行 1 次')
    await showLanguage(messages, 'en')
    expect(messages.t('nav.lab', { ns: 'app' })).toBe('Lab')
  })
})

describe('the language of a first visit', () => {
  it.each([
    [['zh-TW', 'en'], 'zh-CN'],
    [['en-GB', 'zh-CN'], 'en'],
    [['de', 'zh', 'en'], 'zh-CN'],
    [['de'], 'en'],
    [[], 'en'],
  ] as const)('of %j is %s', (languages, expected) => {
    expect(preferred(languages)).toBe(expected)
  })
})

describe('the pseudo-locale', () => {
  it('is two fifths longer and keeps parameters', () => {
    expect(pseudoText('Run {{count}} now')).toContain('{{count}}')
    const text = 'Nothing trained yet.'
    expect(pseudoText(text).length).toBe(Math.ceil(text.length * 1.4))
    expect(pseudoText(text)).not.toContain('a')
  })
})
