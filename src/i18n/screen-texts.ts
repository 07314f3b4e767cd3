import { textsApart } from './texts-apart.ts'

/** Texts of all that is not there from the start. */
export const screenTexts = textsApart(async () => (await import('./en/screens.ts')).SCREENS)
