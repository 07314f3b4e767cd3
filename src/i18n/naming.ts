import type { i18n } from 'i18next'
import type { Naming } from '../experiment/diff.ts'
import { moduleTitle } from './module-texts.ts'

/** What settings and modules are called in the language on show. */
export function namingOf(messages: i18n): Naming {
  return {
    title: (id) => moduleTitle(messages, id),
    label: (table, key) => messages.t(`setting.${key}.label`, { ns: table }),
    word: (word) => messages.t(word, { ns: 'names' }),
    more: (count) => messages.t('more', { ns: 'names', count }),
  }
}
