import { SCREENS } from './en/screens.ts'
import { type Catalogue, START } from './i18n.ts'

/** The English texts of start and screens by namespace, for those who fetch nothing. */
export const ENGLISH: Catalogue = { ...START, ...SCREENS }
