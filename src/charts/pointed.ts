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
