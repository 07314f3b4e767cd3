import { useEffect, useRef, useState } from 'react'

/**
 * The value, at most once in `ms`: while a run trains its events come ten a second, and drawing a chart for each would
 * hold the page. The last value always arrives.
 */
export function usePaced<T>(value: T, ms: number): T {
  const [shown, setShown] = useState(value)
  const latest = useRef(value)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  useEffect(() => {
    latest.current = value
    if (value === shown || timer.current !== null) return
    timer.current = setTimeout(() => {
      timer.current = null
      setShown(latest.current)
    }, ms)
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

/** Pace of the screens that draw from all runs. */
export const PACE_MS = 500
