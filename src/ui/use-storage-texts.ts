import { use } from 'react'
import { useTranslation } from 'react-i18next'
import { storageTexts } from '../i18n/storage-texts.ts'

/** Texts of what is kept on the device; the screen waits until they are here. */
export function useStorageTexts() {
  const { t, i18n } = useTranslation('storage')
  use(storageTexts(i18n))
  return t
}
