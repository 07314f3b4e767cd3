/** Seconds of work, pauses left out, after so many before. */
export function stopwatch(clock: () => number, before = 0) {
  let since = clock()
  let total = before * 1000
  let running = true
  return {
    pause: () => {
      if (running) total += clock() - since
      running = false
    },
    resume: () => {
      since = clock()
      running = true
    },
    /** Takes back milliseconds in which nothing was done. */
    forget: (milliseconds: number) => {
      total -= milliseconds
    },
    seconds: () => (total + (running ? clock() - since : 0)) / 1000,
  }
}
