import type { ColumnSummary, RoleGuess } from './dataset.ts'
import { dayRule } from './requests.ts'

/** How much of a name's word is lost where the values, or the coverage, speak against it altogether. */
const VALUES = 0.5
const COVERAGE = 0.3

/**
 * A guess from a name with what the values and the coverage say of it,
 *   confidence = name · (1 − ½ (1 − values)) · (1 − .3 (1 − coverage)),
 * each in [0, 1]. Of a column that is left out only the name says anything.
 */
export function weighed(guess: RoleGuess, column: ColumnSummary, rowCount: number): RoleGuess {
  const { role, confidence: name } = guess
  if (role === 'ignored') return { ...guess, evidence: { name, values: null, coverage: null } }
  const values = valuesFor(role, column, rowCount)
  const coverage = 1 - column.missing / Math.max(1, rowCount)
  const confidence = name * (1 - VALUES * (1 - values)) * (1 - COVERAGE * (1 - coverage))
  return { ...guess, confidence, evidence: { name, values, coverage } }
}

/** How well the values fit the role. */
function valuesFor(
  role: Exclude<RoleGuess['role'], 'ignored'>,
  column: ColumnSummary,
  rowCount: number,
): number {
  const { distinct, min, max } = column
  const share = distinct / Math.max(1, rowCount - column.missing)
  switch (role) {
    // Rows of one user or item tell something of it only where there are several.
    case 'user':
    case 'item':
    case 'request':
      return distinct > 1 ? Math.min(1, 2 * (1 - share) + 0.2) : 0
    case 'time':
      return min !== null && max !== null && dayRule(Float64Array.of(min, max)) !== null ? 1 : 0.4
    case 'scene':
      return distinct <= 20 ? 1 : 0.6
    case 'task':
      return min !== null && min >= 0 && distinct > 1 ? 1 : 0.4
    case 'feature':
      return column.kind === 'numeric' || share <= 0.2 ? 1 : 0.6
    default:
      return role satisfies never
  }
}
