import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { Unfetched } from '../core/fetched-once.ts'
import { MODULES } from '../modules/specs.ts'
import picks from './en/picks.json' with { type: 'json' }
import storage from './en/storage.json' with { type: 'json' }
import { ENGLISH } from './english.ts'
import { type Catalogue, createMessages, issueText, START } from './i18n.ts'
import { screenTexts } from './screen-texts.ts'
import { textsApart } from './texts-apart.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

function sources(pattern: RegExp): { readonly name: string; readonly text: string }[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => relative(root, join(root, name)))
    .filter((name) => pattern.test(name) && !/\.test\.tsx?$|^testing/.test(name))
    .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }))
}

/** Every text, those that are fetched apart among them. */
const TEXTS: Catalogue = { ...ENGLISH, picks, storage }

/** First words of the codes of issues. */
const prefixes = new Set(Object.keys(ENGLISH.issues ?? {}).map((key) => key.split('.')[0]))

/** Failures are raised by the last part of their code. */
const isRaised = (key: string, code: string): boolean =>
  key.startsWith('failures.') ? code.includes(`'${key.slice('failures.'.length)}'`) : code.includes(key)

const keysOf = (namespace: string): string[] => Object.keys(TEXTS[namespace] ?? {})

/** Whether a namespace holds a key, alone or in its plural forms. */
const holds = (namespace: string, key: string): boolean =>
  keysOf(namespace).some((known) => known === key || known.replace(/_(one|other)$/, '') === key)

/** Every literal key that a file asks for, with the namespaces that the file works in. */
function missingIn(name: string, text: string): string[] {
  const namespaces = [...text.matchAll(/useTranslation\('([^']+)'\)/g)].map((match) => match[1] as string)
  if (text.includes('useStorageTexts()')) namespaces.push('storage')
  if (text.includes('usePickTexts()')) namespaces.push('picks')
  const keys = [...text.matchAll(/\bt\('([^']+)'/g)].map((match) => match[1] as string)
  const where = namespaces.length > 0 ? namespaces : Object.keys(TEXTS)
  return keys
    .filter((key) => {
      const [named, rest] = key.split(':')
      return rest === undefined ? !where.some((ns) => holds(ns, key)) : !holds(named as string, rest)
    })
    .map((key) => `${name}: ${key}`)
}

/** Every file that is there before anything is fetched by `apart`, from the page's first on. */
function startFiles(): readonly string[] {
  const found = new Set<string>()
  const follow = (name: string): void => {
    if (found.has(name) || !/\.tsx?$/.test(name)) return
    found.add(name)
    const text = readFileSync(join(root, name), 'utf8')
    const own = text.matchAll(/^(?:import|export) (?!type )(?:[^'`;]*? from )?'(\.[^']+)'/gm)
    const lazy = text.matchAll(/\b(?:lazy|later)\(async\b.{0,40}?import\('([^']+)'\)/g)
    for (const [, path] of [...own, ...lazy])
      follow(
        join(dirname(name), path as string)
          .split(sep)
          .join('/'),
      )
  }
  follow('main.tsx')
  return [...found]
}

/** Namespaces that a file asks for by name. */
const namespacesOf = (text: string): readonly string[] =>
  [...text.matchAll(/useTranslation\('([^']+)'\)|\bns: '([^']+)'|\bt\('([\w-]+):/g)].map(
    ([, hook, option, prefix]) => (hook ?? option ?? prefix) as string,
  )

/** Words that JSX would show as they are written: text between tags, and attributes that people read or hear. */
function literalsIn(name: string, text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  const between = [...code.matchAll(/(?:"|\}|\s|[a-z])>\s*([A-Z]?[a-z]{2,}[a-z ,.]*)\s*<\//g)]
  const attributes = [...code.matchAll(/\s(?:label|title|placeholder|aria-label|alt|description)="([^"]+)"/g)]
  return [...between, ...attributes].map((match) => `${name}: ${match[1] ?? ''}`)
}

describe('the message catalogue', () => {
  it('has every key that the interface asks for', () => {
    expect(sources(/\.tsx?$/).flatMap((file) => missingIn(file.name, file.text))).toEqual([])
  })

  it('has every text at the start that is asked for before any other is fetched', () => {
    const files = startFiles().filter((name) => !name.startsWith('i18n/'))
    expect(files).toEqual(expect.arrayContaining(['app/Frame.tsx', 'app/UpdateNotice.tsx', 'app/TopBar.tsx']))
    expect(files).not.toContain('screens/lab/LabScreen.tsx')
    const asked = files.flatMap((name) => namespacesOf(readFileSync(join(root, name), 'utf8')))
    expect([...new Set(asked)].filter((namespace) => !(namespace in START))).toEqual([])
    expect(asked).toContain('app')
  })

  it('fetches what start does without once, whichever of its faces a component was handed', async () => {
    const messages = createMessages()
    expect(() => messages.t('title', { ns: 'share' })).toThrow('no message')
    const texts = screenTexts(messages)
    const face = Object.create(
      Object.getPrototypeOf(messages),
      Object.getOwnPropertyDescriptors(messages),
    ) as typeof messages
    expect(screenTexts(face)).toBe(texts)
    await texts
    expect(messages.t('title', { ns: 'share' })).toBe(ENGLISH.share?.title)
    expect(screenTexts(createMessages())).not.toBe(texts)
  })

  it('tries again to fetch texts once it was shown that they were not', async () => {
    const messages = createMessages()
    let isThere = false
    const texts = textsApart(async () => {
      if (!isThere) throw new TypeError('no network')
      return { late: { word: 'here' } }
    })
    const error: unknown = await texts(messages).catch((caught: unknown) => caught)
    isThere = true
    await expect(texts(messages)).rejects.toBe(error)
    if (error instanceof Unfetched) error.forget()
    await texts(messages)
    expect(messages.t('word', { ns: 'late' })).toBe('here')
  })

  it('would notice a key that is missing', () => {
    expect(missingIn('a.tsx', "const { t } = useTranslation('lab'); t('no.such.key')")).toEqual([
      'a.tsx: no.such.key',
    ])
  })

  it('holds every word that the interface shows', () => {
    expect(sources(/\.tsx$/).flatMap((file) => literalsIn(file.name, file.text))).toEqual([])
  })

  it('would notice words written into the page', () => {
    expect(literalsIn('a.tsx', '<p>run it</p> <Button label="Start">{t("x")}</Button>')).toHaveLength(2)
  })

  it('has a text for every issue that the code can raise', () => {
    const moduleIds = new Set<string>(MODULES.map((module) => module.id))
    const codes = sources(
      /^(core|experiment|ingest|run|model|worker|store|keep|cli|modules)\/.*\.ts$/,
    ).flatMap((file) =>
      [...file.text.matchAll(/'([a-z-]+[.:][A-Za-z][A-Za-z.]+)'/g)]
        .map((match) => match[1] as string)
        .filter(
          (code) => prefixes.has(code.split('.')[0] as string) || moduleIds.has(code.split(':')[0] as string),
        ),
    )
    expect(codes.length).toBeGreaterThan(40)
    const missing = codes.filter((code) => {
      const [module, key] = code.split(':')
      return key === undefined ? !holds('issues', code) : !holds(module as string, key)
    })
    // Paths that a reader of configs names, not codes.
    const paths = ['dataset.kind', 'dataset.id', 'dataset.name', 'dataset.settings']
    expect([...new Set(missing)].filter((code) => !paths.includes(code))).toEqual([])
  })

  it('has no text of an issue that nothing raises', () => {
    const code = sources(/\.tsx?$/)
      .map((file) => file.text)
      .join('\n')
    expect(keysOf('issues').filter((key) => !isRaised(key.replace(/_(one|other)$/, ''), code))).toEqual([])
  })

  it('throws for an unknown key instead of showing it', () => {
    expect(() => createMessages().t('no.such.key', { ns: 'app' })).toThrow('no message')
  })

  it('puts the parameters of an issue into its text', () => {
    const issue = {
      severity: 'error',
      code: 'csv.ragged',
      path: '',
      params: { line: 7, cells: 2, columns: 9 },
    } as const
    expect(issueText(createMessages(ENGLISH), issue)).toContain('7')
  })

  it('leaves no text empty', () => {
    for (const [namespace, texts] of Object.entries(TEXTS))
      for (const [key, text] of Object.entries(texts))
        expect(typeof text === 'string' && text.trim() !== '', `${namespace}:${key}`).toBe(true)
    expect(MODULES.length).toBeGreaterThan(0)
  })
})
