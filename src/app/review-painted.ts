/** Milliseconds that the card is waited for before the page is shown without it, and that its paint is waited for. */
const FETCHED_WITHIN = 3000
const PAINTED_WITHIN = 1000

/**
 * Shows a page that was opened with a link, and waits until it is painted: its card comes in one piece, for a frame around
 * nothing would only hold it up. A card that is not here in time is shown as on its way, one that could not be fetched says
 * so where it stands; a hidden page paints nothing and does not wait.
 */
export async function reviewPainted(card: Promise<void>, show: () => void): Promise<void> {
  await settled(card)
  show()
  await painted()
}

/** Waits until the card is here or cannot be fetched, and no longer than it may. */
async function settled(card: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, FETCHED_WITHIN)
  })
  await Promise.race([card.catch(() => undefined), late])
  clearTimeout(timer)
}

function painted(): Promise<void> {
  return new Promise((resolve) => {
    // Nothing but the card is there to be painted first.
    const observer = new PerformanceObserver((list) => {
      if (list.getEntriesByName('first-contentful-paint').length > 0) done()
    })
    const timer = setTimeout(done, PAINTED_WITHIN)
    function done(): void {
      clearTimeout(timer)
      observer.disconnect()
      resolve()
    }
    observer.observe({ type: 'paint', buffered: true })
  })
}
