import { useEffect, useRef, useState } from 'react'

/** Pace of the screens that draw from all runs. */
export const PACE_MS = 500

/** Drawing may take this share of the page's time: what costs 50 ms is drawn once in 500. */
const SHARE = 0.1

/**
 * The value, at most once in `ms` and no oftener than drawing it leaves the page free: while a run trains its events come
 * many a second, and a chart drawn for each would hold the page. The last value always arrives.
 */
export function usePaced<T>(value: T, ms: number): T {
  const [shown, setShown] = useState(value)
  const latest = useRef(value)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const drawn = useRef<number | null>(null)
  const cost = useRef(0)
  useEffect(() => {
    latest.current = value
    if (drawn.current !== null) {
      cost.current = performance.now() - drawn.current
      drawn.current = null
    }
    if (value === shown || timer.current !== null) return
    timer.current = setTimeout(
      () => {
        timer.current = null
        drawn.current = performance.now()
        setShown(latest.current)
      },
      Math.max(ms, cost.current / SHARE),
    )
  }, [value, shown, ms])
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current)
      timer.current = null
    },
    [],
  )
  return shown
}
