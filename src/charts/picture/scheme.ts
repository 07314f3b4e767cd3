export type Scheme = 'light' | 'dark'

/** Upon this event a canvas is painted again, in the colours that hold at that moment. */
export const REPAINT = 'sc-repaint'

const ATTRIBUTE = 'data-mantine-color-scheme'

/**
 * What `look` returns while the page has the colours of a scheme. All of it happens between two paints, so that nobody
 * sees the page change; transitions are brought to their end, or they would start from the old colours.
 */
export function inScheme<T>(scheme: Scheme, element: Element, look: () => T): T {
  const root = document.documentElement
  const before = root.getAttribute(ATTRIBUTE)
  const canvases = [...element.querySelectorAll('canvas')]
  const settle = () => {
    for (const animation of element.getAnimations({ subtree: true })) {
      if (animation instanceof CSSTransition) animation.finish()
    }
    for (const canvas of canvases) canvas.dispatchEvent(new Event(REPAINT))
  }
  root.setAttribute(ATTRIBUTE, scheme)
  try {
    settle()
    return look()
  } finally {
    if (before === null) root.removeAttribute(ATTRIBUTE)
    else root.setAttribute(ATTRIBUTE, before)
    settle()
  }
}
