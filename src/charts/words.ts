import type { useTranslation } from 'react-i18next'

/** Texts of the namespace `charts`. */
export type ChartWords = ReturnType<typeof useTranslation<'charts'>>['t']
