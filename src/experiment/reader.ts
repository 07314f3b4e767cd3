import { type Issue, issue } from '../core/result.ts'

/** Reads values of unknown JSON; a fault adds an issue and gives a harmless value, so that all faults are found at once. */
export function reader(issues: Issue[]) {
  const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 40)
  const wrong = (path: string, expected: string, got: unknown): void => {
    issues.push(issue(path, 'experiment.expected', { expected, got: shown(got) }))
  }

  function text(value: unknown, path: string): string {
    if (typeof value === 'string' && value.length <= 500) return value
    wrong(path, 'a text of at most 500 characters', value)
    return ''
  }
  function number(value: unknown, path: string): number {
    if (typeof value === 'number' && Number.isFinite(value)) return value
    wrong(path, 'a number', value)
    return 0
  }
  function integer(value: unknown, path: string, min: number, max: number): number {
    if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max)
      return value as number
    wrong(path, `a whole number from ${min} to ${max}`, value)
    return min
  }
  function share(value: unknown, path: string): number {
    if (typeof value === 'number' && value > 0 && value <= 0.5) return value
    wrong(path, 'a share above 0 and at most 0.5', value)
    return 0.15
  }
  function choice<T extends string>(value: unknown, path: string, options: readonly [T, ...T[]]): T {
    const found = options.find((option) => option === value)
    if (found !== undefined) return found
    wrong(path, `one of ${options.join(', ')}`, value)
    return options[0]
  }
  /** The value's own entries, on an object without prototype; keys beyond the known ones are issues. */
  function record(value: unknown, path: string, keys: readonly string[]): Readonly<Record<string, unknown>> {
    const copy: Record<string, unknown> = Object.create(null)
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      wrong(path, 'an object', value)
      return copy
    }
    for (const [key, entry] of Object.entries(value)) {
      if (keys.includes(key)) copy[key] = entry
      else issues.push(issue(`${path}.${key}`, 'experiment.unknownKey', { key }))
    }
    return copy
  }
  function list<T>(value: unknown, path: string, read: (value: unknown, path: string) => T): readonly T[] {
    if (Array.isArray(value) && value.length <= 2000)
      return value.map((entry, i) => read(entry, `${path}.${i}`))
    wrong(path, 'a list of at most 2000', value)
    return []
  }
  const optional = <T>(value: unknown, fallback: T, read: (value: unknown) => T): T =>
    value === undefined ? fallback : read(value)

  return { text, number, integer, share, choice, record, list, optional }
}

export type Reader = ReturnType<typeof reader>

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
