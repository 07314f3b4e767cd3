import { useSyncExternalStore } from 'react'

/** Where the pointer is on a plot: shares of its width from the left and of its height from the top. */
export interface Pointed {
  readonly x: number
  readonly y: number
}

const places = new Map<string, Pointed>()
const listeners = new Set<() => void>()

/** Says where the pointer is on every plot of a name; null: on none. */
export function point(name: string, at: Pointed | null): void {
  if (at === null) places.delete(name)
  else places.set(name, at)
  for (const listener of listeners) listener()
}

/** The pointer has left the plots of a name. A finger leaves as it is lifted: what it tapped stays to be read. */
export function leave(name: string, pointerType: string): void {
  if (pointerType !== 'touch') point(name, null)
}

export const pointedOn = (name: string): Pointed | null => places.get(name) ?? null

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Where the pointer is on the plots of a name: those of one name show it together. */
export const usePointed = (name: string): Pointed | null =>
  useSyncExternalStore(subscribe, () => pointedOn(name))

/** The place in a rectangle of the page; null outside it. */
export function pointedIn(
  rect: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
  pageX: number,
  pageY: number,
): Pointed | null {
  const at = { x: (pageX - rect.left) / rect.width, y: (pageY - rect.top) / rect.height }
  return at.x >= 0 && at.x <= 1 && at.y >= 0 && at.y <= 1 ? at : null
}

/** Two places on x, in the order in which they were dragged over. */
export type Range = readonly [number, number]

/**
 * What a drag has covered when it ends, from left to right; null where that is nothing. Where the pointer is let go does
 * not matter: beyond an edge it has no place, and a finger that taps is lifted a little beside where it came down.
 */
export function draggedOver(range: Range | null): Range | null {
  if (range === null || range[0] === range[1]) return null
  return [Math.min(...range), Math.max(...range)]
}
