import { useState } from 'react'

/** The part of a chart that is chosen, until the chart is of another answer: its parts are others. */
export function usePart(answer: unknown): readonly [string | null, (part: string | null) => void] {
  const [chosen, setChosen] = useState<{ readonly of: unknown; readonly part: string | null } | null>(null)
  return [
    chosen !== null && chosen.of === answer ? chosen.part : null,
    (part) => setChosen({ of: answer, part }),
  ]
}
