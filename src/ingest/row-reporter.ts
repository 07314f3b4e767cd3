import {
  LISTED_ROWS,
  LONGEST_VALUE,
  type RowIssue,
  type RowReport,
  type RowRule,
} from '../core/data/row-issues.ts'

/** Gathers the faults of a file's rows. */
export function rowReporter() {
  const listed: RowIssue[] = []
  const counts: Partial<Record<RowRule, number>> = {}
  return {
    add(issue: RowIssue): void {
      counts[issue.rule] = (counts[issue.rule] ?? 0) + 1
      if (listed.length < LISTED_ROWS) listed.push({ ...issue, value: issue.value.slice(0, LONGEST_VALUE) })
    },
    /** In order of lines. */
    report: (): RowReport => ({ listed: listed.toSorted((a, b) => a.line - b.line), counts }),
  }
}
export type RowReporter = ReturnType<typeof rowReporter>
