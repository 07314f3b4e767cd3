import { RULES } from '../core/data/passport/rules.ts'
import { type DropRule, FEATURE_ROLES, type Fix, type PlacedFeature } from '../core/data/schema.ts'
import type { Reader } from './reader.ts'

const KINDS = [
  'drop-rows',
  'set-task',
  'mark-outcome',
  'ignore-column',
  'unmark',
  'as-levels',
  'keep',
] as const satisfies readonly Fix['kind'][]

/** Keys that each kind has beside `kind`. */
const KEYS: Readonly<Record<Fix['kind'], readonly string[]>> = {
  'drop-rows': ['rule'],
  'set-task': ['task'],
  'mark-outcome': ['column', 'was'],
  'ignore-column': ['column', 'was'],
  unmark: ['column'],
  'as-levels': ['column'],
  keep: ['rule', 'subject'],
}

export function parseFix(r: Reader, input: unknown, path: string): Fix {
  const all = r.record(input, path, ['kind', 'rule', 'task', 'column', 'was', 'subject'])
  const kind = r.choice(all.kind, `${path}.kind`, KINDS)
  const given = r.record(all, path, ['kind', ...KEYS[kind]])
  const column = (): string => r.text(given.column, `${path}.column`)
  switch (kind) {
    case 'drop-rows':
      return { kind, rule: parseDrop(r, given.rule, `${path}.rule`) }
    case 'set-task':
      return { kind, task: r.text(given.task, `${path}.task`) }
    case 'mark-outcome':
    case 'ignore-column':
      return { kind, column: column(), was: parsePlaced(r, given.was ?? null, `${path}.was`) }
    case 'unmark':
    case 'as-levels':
      return { kind, column: column() }
    case 'keep':
      return {
        kind,
        rule: r.choice(given.rule, `${path}.rule`, RULES),
        subject: r.text(given.subject, `${path}.subject`),
      }
    default:
      return kind satisfies never
  }
}

function parseDrop(r: Reader, input: unknown, path: string): DropRule {
  const given = r.record(input, path, ['kind', 'task', 'scene'])
  const kind = r.choice(given.kind, `${path}.kind`, ['duplicates', 'broken-chain', 'scene'] as const)
  switch (kind) {
    case 'duplicates':
      return { kind }
    case 'broken-chain':
      return { kind, task: r.text(given.task, `${path}.task`) }
    case 'scene':
      return { kind, scene: r.text(given.scene, `${path}.scene`) }
    default:
      return kind satisfies never
  }
}

function parsePlaced(r: Reader, input: unknown, path: string): PlacedFeature | null {
  if (input === null) return null
  const given = r.record(input, path, ['at', 'source', 'roles'])
  return {
    at: r.integer(given.at, `${path}.at`, 0, 2000),
    source: r.choice(given.source, `${path}.source`, ['user', 'item', 'context'] as const),
    roles: r.list(given.roles ?? [], `${path}.roles`, (value, at) => r.choice(value, at, FEATURE_ROLES)),
  }
}
