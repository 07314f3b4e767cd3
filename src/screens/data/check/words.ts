import type { TFunction } from 'i18next'
import type { Finding } from '../../../core/data/passport/finding.ts'
import type { Fix, Schema } from '../../../core/data/schema.ts'

/** The words of the namespace `passport`. */
export type PassportWords = TFunction<'passport'>

export const findingText = (t: PassportWords, { text, params }: Finding): string =>
  t(`find.${text}`, { ...params })

/** What a button does. */
export function fixText(t: PassportWords, fix: Fix, { tasks }: Schema): string {
  switch (fix.kind) {
    case 'drop-rows':
      return t(`fix.drop-rows.${fix.rule.kind}`)
    case 'set-task':
      return t('fix.set-task', { required: tasks.find(({ id }) => id === fix.task)?.requires ?? '' })
    case 'mark-outcome':
    case 'ignore-column':
    case 'unmark':
    case 'as-levels':
    case 'keep':
      return t(`fix.${fix.kind}`)
    default:
      return fix satisfies never
  }
}

/** What a fix of the list does wherever it is replayed. */
export function doneText(t: PassportWords, fix: Fix): string {
  switch (fix.kind) {
    case 'drop-rows':
      switch (fix.rule.kind) {
        case 'duplicates':
          return t('did.drop-rows.duplicates')
        case 'broken-chain':
          return t('did.drop-rows.broken-chain', { subject: fix.rule.task })
        case 'scene':
          return t('did.drop-rows.scene', { subject: fix.rule.scene })
        default:
          return fix.rule satisfies never
      }
    case 'set-task':
      return t('did.set-task', { subject: fix.task })
    case 'mark-outcome':
    case 'ignore-column':
    case 'unmark':
    case 'as-levels':
      return t(`did.${fix.kind}`, { subject: fix.column })
    case 'keep':
      return t('did.keep', { rule: t(`rule.${fix.rule}`), subject: fix.subject })
    default:
      return fix satisfies never
  }
}
