import type { i18n } from 'i18next'
import type { ModuleId } from '../modules/specs.ts'

/** The name that people meet. */
export const moduleTitle = (messages: i18n, id: ModuleId): string => messages.t('title', { ns: id })

/** One sentence: what it does. */
export const moduleSummary = (messages: i18n, id: ModuleId): string => messages.t('summary', { ns: id })
