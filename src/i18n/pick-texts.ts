import { textsApart } from './texts-apart.ts'

/** Texts of what is picked in a chart and looked at elsewhere. */
export const pickTexts = textsApart('picks', () => import('./en/picks.json'))
