import { useState } from 'react'
import type { DataTable } from './data-table.ts'
import { type Place, spoken, WALK_KEYS, walked } from './walk.ts'

interface TableWalk {
  /** null before the first step. */
  readonly place: Place | null
  /** What a live region says of it. */
  readonly text: string
  /** True when the key is one that walks. */
  step(key: string): boolean
}

/** Walks the cells of a chart's table by keys; a table that has become shorter is walked from its last row. */
export function useTableWalk(table: DataTable | null): TableWalk {
  const [walk, setWalk] = useState<{ readonly place: Place; readonly wholeRow: boolean } | null>(null)
  const rows = table?.rows.length ?? 0
  const place =
    walk === null || rows === 0 ? null : { ...walk.place, row: Math.min(walk.place.row, rows - 1) }
  return {
    place,
    text: place === null || table === null ? '' : spoken(table, place, walk?.wholeRow === true),
    step(key) {
      const known = WALK_KEYS.find((one) => one === key)
      if (known === undefined || table === null) return false
      const next = walked(place, known, table)
      setWalk({ place: next, wholeRow: place === null || next.row !== place.row })
      return true
    },
  }
}
