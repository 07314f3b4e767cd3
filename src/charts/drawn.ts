import { createContext } from 'react'

/** Share of the users whose rows the shown dataset holds; null where it holds all. */
export const DrawnShare = createContext<number | null>(null)
