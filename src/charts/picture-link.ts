import { createContext } from 'react'

/** The address of what the page shows, for pictures to carry; null where there is none. */
export const PictureLink = createContext<() => Promise<string | null>>(async () => null)
