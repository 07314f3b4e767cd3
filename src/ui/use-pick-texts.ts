import { use } from 'react'
import { useTranslation } from 'react-i18next'
import { pickTexts } from '../i18n/pick-texts.ts'

/** Texts of what is picked in a chart and looked at elsewhere; whoever shows them waits until they are here. */
export function usePickTexts() {
  const { t, i18n } = useTranslation('picks')
  use(pickTexts(i18n))
  return t
}
