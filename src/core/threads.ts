/** More threads than this have no row groups of their own. */
const MOST = 8

/** Threads for a program on a machine of so many cores: all of few, all but one of many. */
export const threadsOn = (cores: number): number => Math.min(MOST, cores < 4 ? Math.max(1, cores) : cores - 1)
