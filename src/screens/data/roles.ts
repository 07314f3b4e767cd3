import { withColumnFreed } from '../../core/data/fixes.ts'
import type { FeatureRole, FeatureSource, Schema } from '../../core/data/schema.ts'

/** What a column is, as one choice of a menu. */
export type Role = 'user' | 'item' | 'time' | 'scene' | 'request' | `feature-${FeatureSource}` | 'ignored'
export const ROLES: readonly Role[] = [
  'user',
  'item',
  'time',
  'scene',
  'request',
  'feature-user',
  'feature-item',
  'feature-context',
  'ignored',
]

export function roleOf(schema: Schema, column: string): Role {
  if (schema.user === column) return 'user'
  if (schema.item === column) return 'item'
  if (schema.time === column) return 'time'
  if (schema.scene === column) return 'scene'
  if (schema.request === column) return 'request'
  const feature = schema.features.find((one) => one.column === column)
  return feature === undefined ? 'ignored' : `feature-${feature.source}`
}

/** The schema with a column in another role; an id, time, scene or request column that gives way is ignored from then on. */
export function withRole(before: Schema, column: string, role: Role): Schema {
  const schema = withColumnFreed(before, column)
  const { request, ...rest } = schema
  const cleared: Schema = {
    ...rest,
    user: schema.user === column ? null : schema.user,
    item: schema.item === column ? null : schema.item,
    time: schema.time === column ? null : schema.time,
    scene: schema.scene === column ? null : schema.scene,
    features: schema.features.filter((one) => one.column !== column),
    ...(request === undefined || request === column ? {} : { request }),
  }
  switch (role) {
    case 'user':
      return { ...cleared, user: column }
    case 'item':
      return { ...cleared, item: column }
    case 'time':
      return { ...cleared, time: column }
    case 'scene':
      return { ...cleared, scene: column }
    case 'request':
      return { ...cleared, request: column }
    case 'ignored':
      return cleared
    case 'feature-user':
    case 'feature-item':
    case 'feature-context': {
      const old = schema.features.find((one) => one.column === column)
      const source = role.slice('feature-'.length) as FeatureSource
      const roles = (old?.roles ?? []).filter((own) => own !== 'unbiased' || source === 'user')
      const at = schema.features.findIndex((one) => one.column === column)
      const features = [...cleared.features]
      features.splice(at < 0 ? features.length : at, 0, { column, source, roles })
      return { ...cleared, features }
    }
    default:
      return role satisfies never
  }
}

/** Marks of which a feature has at most one. */
export const SPECIAL = ['history', 'position', 'duration'] as const satisfies readonly FeatureRole[]

/** The schema with one special mark of a feature, or none; another feature that bears it gives it up. */
export function withSpecial(schema: Schema, column: string, mark: string | null): Schema {
  const wanted = SPECIAL.find((name) => name === mark)
  return {
    ...schema,
    features: schema.features.map((feature) => {
      const isOwn = feature.column === column
      const kept = feature.roles.filter((own) => (isOwn ? !isSpecial(own) : own !== wanted))
      return { ...feature, roles: isOwn && wanted !== undefined ? [...kept, wanted] : kept }
    }),
  }
}

const isSpecial = (role: FeatureRole): boolean => SPECIAL.some((name) => name === role)

/** The schema with one of a feature's marks set or taken away. */
export function withMark(schema: Schema, column: string, mark: FeatureRole, on: boolean): Schema {
  return {
    ...schema,
    features: schema.features.map((feature) =>
      feature.column === column
        ? { ...feature, roles: on ? [...feature.roles, mark] : feature.roles.filter((own) => own !== mark) }
        : feature,
    ),
  }
}
