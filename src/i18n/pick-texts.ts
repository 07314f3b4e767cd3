import { textsApart } from './texts-apart.ts'

/** Texts of what is picked in a chart and looked at elsewhere. */
export const pickTexts = textsApart(async () => ({ picks: (await import('./en/picks.json')).default }))
