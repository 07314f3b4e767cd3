import type { Derived, Schema } from '../../core/data/schema.ts'

/** The schema with a derived column more, as a feature marked as a prior. */
export function withDerivedColumn(schema: Schema, derived: Derived): Schema {
  return {
    ...schema,
    derived: [...(schema.derived ?? []), derived],
    features: [...schema.features, { column: derived.name, source: 'context', roles: ['prior'] }],
  }
}

/** The schema without a derived column and its feature. */
export function withoutDerivedColumn(schema: Schema, name: string): Schema {
  const { derived = [], ...rest } = schema
  const left = derived.filter((one) => one.name !== name)
  return {
    ...rest,
    ...(left.length > 0 ? { derived: left } : {}),
    features: schema.features.filter(({ column }) => column !== name),
  }
}

/** Ascending numbers from text such as "1, 3, 5"; null where something is no number or there is none. */
export function cutsFrom(text: string): readonly number[] | null {
  const cuts = text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(Number)
  return cuts.length > 0 && cuts.every(Number.isFinite) ? cuts.sort((a, b) => a - b) : null
}

/** Pairs from lines "left, right, value"; null where a line has not three parts or there is none. */
export function pairsFrom(text: string): Extract<Derived['rule'], { kind: 'lookup' }>['pairs'] | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const pairs = lines.flatMap((line) => {
    const [left, right, value, ...rest] = line.split(',').map((part) => part.trim())
    return left === undefined || right === undefined || value === undefined || rest.length > 0
      ? []
      : [{ left, right, value }]
  })
  return lines.length > 0 && pairs.length === lines.length ? pairs : null
}
