import type { i18n } from 'i18next'
import how from './en/how.json' with { type: 'json' }

/** Gives the catalogue the texts of the charts' cards, which are fetched with the first card that is opened. */
export function withHow(messages: i18n): i18n {
  if (!messages.hasResourceBundle('en', 'how')) messages.addResourceBundle('en', 'how', how)
  return messages
}
