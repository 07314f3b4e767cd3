import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { namingOf } from '../i18n/naming.ts'

/** What settings and modules are called; another value once the page shows another language. */
export function useNaming(): ReturnType<typeof namingOf> {
  const { i18n } = useTranslation()
  const { language } = i18n
  // biome-ignore lint/correctness/useExhaustiveDependencies: the texts follow the language
  return useMemo(() => namingOf(i18n), [i18n, language])
}
