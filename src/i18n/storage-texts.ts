import { textsApart } from './texts-apart.ts'

/** Texts of what is kept on the device. */
export const storageTexts = textsApart(async () => ({ storage: (await import('./en/storage.json')).default }))
