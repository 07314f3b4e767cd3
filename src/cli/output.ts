import { renameSync, writeFileSync } from 'node:fs'
import type { Issue } from '../core/result.ts'
import { ENGLISH } from '../i18n/english.ts'
import { createMessages, issueText } from '../i18n/i18n.ts'

/** What a command ends with: bytes or text for stdout, and the exit status. */
export interface Outcome {
  readonly status: 0 | 1 | 2
  readonly stdout: string
}

/** Bad input: what a person can mend, listed with its English text. */
export function refused(issues: readonly Issue[]): Outcome {
  return { status: 2, stdout: jsonText({ issues: worded(issues) }) }
}

/** The issues with their English text. */
export function worded(issues: readonly Issue[]) {
  const messages = createMessages(ENGLISH)
  return issues.map((issue) => ({ ...issue, text: issueText(messages, issue) }))
}

/** The result on stdout, or in a file: under a temporary name first, so that a killed process leaves no half of it. */
export function delivered(text: string, out: string | null, summary: string): Outcome {
  if (out === null) return { status: 0, stdout: text }
  writeWhole(out, text)
  return { status: 0, stdout: summary }
}

export function writeWhole(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`
  writeFileSync(temporary, text)
  renameSync(temporary, path)
}

/** One line of JSON on stderr. */
export function tell(event: object): void {
  process.stderr.write(`${JSON.stringify(event)}\n`)
}

export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
