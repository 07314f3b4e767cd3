import { textsApart } from './texts-apart.ts'

/** Texts of what is kept on the device. */
export const storageTexts = textsApart('storage', () => import('./en/storage.json'))
