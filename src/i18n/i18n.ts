import { createInstance, type i18n } from 'i18next'
import { WORLDS } from '../core/data/worlds/settings.ts'
import type { Language } from '../core/language.ts'
import type { Issue } from '../core/result.ts'
import { MODEL_SETTINGS, TRAINING_SETTINGS } from '../experiment/config.ts'
import { type AnyModule, MODULES } from '../modules/specs.ts'
import app from './en/app.json' with { type: 'json' }
import keys from './en/keys.json' with { type: 'json' }
import names from './en/names.json' with { type: 'json' }
import { pseudoTexts } from './pseudo.ts'
import { settingTexts } from './setting-texts.ts'

/** Texts of one language by namespace, then by key. */
export type Catalogue = Readonly<Record<string, Readonly<Record<string, string>>>>

/**
 * English texts by namespace that the page starts with; a module's own texts, its settings' included, are the namespace of
 * its id. What start does not show is fetched with what shows it: `screen-texts.ts`.
 */
export const START: Catalogue = {
  app,
  keys,
  names,
  model: settingTexts(MODEL_SETTINGS),
  training: settingTexts(TRAINING_SETTINGS),
  ...Object.fromEntries(
    Object.entries(WORLDS).map(([world, { settings }]) => [`world-${world}`, settingTexts(settings)]),
  ),
  ...Object.fromEntries(
    MODULES.map((module) => [
      module.id,
      {
        title: module.title,
        summary: module.summary,
        ...settingTexts(module.settings),
        ...module.messages,
        ...interventionsOf(module),
      },
    ]),
  ),
}

/** What a module can be made to do without, as `intervention.<name>`. */
function interventionsOf(module: AnyModule): Readonly<Record<string, string>> {
  const texts: Readonly<Record<string, string>> =
    'interventions' in module ? (module.interventions ?? {}) : {}
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [`intervention.${name}`, text]))
}

/** The message catalogue, in English until another language is shown. A key that is missing throws: a page must not show keys. */
export function createMessages(texts: Catalogue = START): i18n {
  const instance = createInstance()
  void instance.init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: texts },
    defaultNS: 'app',
    ns: Object.keys(texts),
    keySeparator: false,
    interpolation: { escapeValue: false },
    returnNull: false,
    saveMissing: true,
    missingKeyHandler: (_languages, namespace, key) => {
      throw new Error(`no message ${namespace}:${key}`)
    },
  })
  return instance
}

/** Shows another language; its texts are fetched when they are first wanted. */
export async function showLanguage(messages: i18n, language: Language): Promise<void> {
  if (!messages.hasResourceBundle(language, 'app')) {
    const texts = await textsOf(language)
    for (const [namespace, own] of Object.entries(texts)) messages.addResourceBundle(language, namespace, own)
  }
  await messages.changeLanguage(language)
}

async function textsOf(language: Language): Promise<Catalogue> {
  switch (language) {
    case 'en':
      return START
    case 'zh-CN':
      return (await import('./zh/zh.ts')).CHINESE
    case 'en-XA':
      return pseudoTexts(START)
    default:
      return language satisfies never
  }
}

/** The text of an issue; a code with a colon is a module's own. */
export function issueText(messages: i18n, issue: Issue): string {
  const [module, key] = issue.code.split(':')
  return key === undefined
    ? messages.t(issue.code, { ns: 'issues', ...issue.params })
    : messages.t(key, { ns: module as string, ...issue.params })
}
