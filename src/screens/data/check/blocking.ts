import type { Passport } from '../../../core/data/passport/finding.ts'
import type { Issue } from '../../../core/result.ts'

/** Faults that the radar tells with their fixes, where it has looked. */
const TOLD = ['data.leak', 'data.outcome', 'data.brokenChain']

/** What a preparation says beside the radar. */
export const untoldIssues = (issues: readonly Issue[], passport: Passport | null): readonly Issue[] =>
  passport === null ? issues : issues.filter(({ code }) => !TOLD.includes(code))

/** How many things block training: findings that nobody keeps, and errors that are no finding. */
export function blockingCount(issues: readonly Issue[], passport: Passport | null): number {
  const errors = untoldIssues(issues, passport).filter(({ severity }) => severity === 'error')
  const findings =
    passport?.findings.filter(({ severity, isKept }) => severity === 'blocking' && !isKept) ?? []
  return errors.length + findings.length
}
