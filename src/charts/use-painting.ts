import { type RefObject, useEffect } from 'react'
import { REPAINT } from './picture/scheme.ts'

/** Paints a canvas whenever `paint` is another function, and when a picture of it is taken in other colours. */
export function usePainting(
  canvas: RefObject<HTMLCanvasElement | null>,
  paint: (canvas: HTMLCanvasElement) => void,
): void {
  useEffect(() => {
    const own = canvas.current
    if (own === null) return
    const again = () => paint(own)
    again()
    own.addEventListener(REPAINT, again)
    return () => own.removeEventListener(REPAINT, again)
  }, [canvas, paint])
}
