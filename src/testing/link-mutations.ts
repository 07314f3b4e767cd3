import { canonicalJson } from '../core/hash.ts'
import type { Stream } from '../core/rng.ts'
import { opened, sealed } from '../experiment/envelope.ts'
import { encodeLink } from '../experiment/link.ts'
import { DICTIONARY } from '../experiment/link-start.ts'
import type { Plan } from '../experiment/plan.ts'
import { encodeClaims } from '../run/claims-block.ts'
import { openedLink } from '../run/opened-link.ts'

const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~=#/%é'
const KEYS = ['__proto__', 'constructor', 'toString', 's', 'd', 'b', 'p', 'modules', 'model.__proto__.x', '']

/** How a link is changed: its text, or what it holds under a check that fits again. */
export const MANNERS = ['text', 'json', 'block'] as const
export type Manner = (typeof MANNERS)[number]

/** A link with one to four changes. */
export function mutated(link: string, manner: Manner, random: Stream): string {
  const changes = 1 + random.int(4)
  if (manner === 'text') return repeated(changes, link, (text) => changedText(text, random))
  const contents = opened(link, DICTIONARY)
  if (!contents.ok) return repeated(changes, link, (text) => changedText(text, random))
  const { payload, block } = contents.value
  if (manner === 'json') {
    return sealed(
      repeated(changes, payload, (json) => changedJson(json, random, 0)),
      DICTIONARY,
      block,
    )
  }
  const bytes = repeated(changes, block ?? new Uint8Array(8), (own) => changedBytes(own, random))
  return sealed(payload, DICTIONARY, bytes)
}

const repeated = <T>(times: number, value: T, change: (value: T) => T): T =>
  Array.from({ length: times }).reduce((at: T) => change(at), value)

function changedText(text: string, random: Stream): string {
  const at = random.int(text.length + 1)
  const other = CHARACTERS[random.int(CHARACTERS.length)] as string
  switch (random.int(5)) {
    case 0:
      return text.slice(0, at) + other + text.slice(at + 1)
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + random.int(6))
    case 2:
      return text.slice(0, at) + other.repeat(1 + random.int(2000)) + text.slice(at)
    case 3:
      return text.slice(0, at)
    default:
      return text.slice(0, at) + text.slice(random.int(text.length + 1))
  }
}

function changedBytes(bytes: Uint8Array, random: Stream): Uint8Array {
  const copy = Uint8Array.from(bytes)
  const at = random.int(copy.length + 1)
  switch (random.int(3)) {
    case 0:
      return copy.subarray(0, at)
    case 1:
      return Uint8Array.from([...copy.subarray(0, at), random.int(256), ...copy.subarray(at)])
    default:
      if (at < copy.length) copy[at] = random.int(256)
      return copy
  }
}

function changedJson(value: unknown, random: Stream, depth: number): unknown {
  if (value === null || typeof value !== 'object' || (depth > 0 && random.int(4) === 0))
    return anyJson(random, 3)
  if (Array.isArray(value)) {
    const at = random.int(value.length + 1)
    return at === value.length
      ? [...value, anyJson(random, 2)]
      : value.map((entry, i) => (i === at ? changedJson(entry, random, depth + 1) : entry))
  }
  const entries = Object.entries(value)
  const at = random.int(entries.length + 1)
  const key = KEYS[random.int(KEYS.length)] as string
  if (at === entries.length) return Object.fromEntries([...entries, [key, anyJson(random, 2)]])
  if (random.int(6) === 0) return Object.fromEntries(entries.filter((_, i) => i !== at))
  return Object.fromEntries(
    entries.map(([own, entry], i) => [own, i === at ? changedJson(entry, random, depth + 1) : entry]),
  )
}

function anyJson(random: Stream, depth: number): unknown {
  const simple = [
    null,
    true,
    -1,
    1e308,
    0.1,
    9e15,
    '',
    '\u0000',
    '<img onerror=alert(1)>',
    'x'.repeat(3000),
    [],
    {},
  ]
  const kind = random.int(depth > 0 ? 15 : 12)
  if (kind < 12) return simple[kind]
  if (kind === 12) return Array.from({ length: random.int(5) }, () => anyJson(random, depth - 1))
  if (kind === 13) return nested(random.int(60))
  return Object.fromEntries(
    Array.from({ length: random.int(4) }, () => [KEYS[random.int(KEYS.length)], anyJson(random, depth - 1)]),
  )
}

const nested = (levels: number): unknown => (levels === 0 ? [] : [nested(levels - 1)])

export interface Outcome {
  readonly milliseconds: number
  /** What is wrong with how it was opened; null where nothing is. */
  readonly fault: string | null
  readonly isOpen: boolean
}

/** Opens a changed link and holds it against the laws: `from` is the link before. */
export function outcomeOf(link: string, from: string, manner: Manner, now: () => number): Outcome {
  const began = now()
  const result = openedLink(link)
  const milliseconds = now() - began
  const of = (fault: string | null) => ({ milliseconds, fault, isOpen: result.ok })
  if (Object.keys(Object.prototype).length > 0) return of('a prototype was reached')
  if (!result.ok) return of(result.error.length === 0 ? 'refused without a reason' : null)
  if (manner === 'text' && !link.startsWith('#/x/0.') && link !== from) return of('a changed text was taken')
  const { plan, view, backend, note, extra, claimed } = result.value
  const tasks = plan.groups[0]?.config.schema.tasks.map(({ id }) => id) ?? []
  const block = claimed === null ? null : encodeClaims(claimed.claims, { tasks })
  const again = openedLink(
    encodeLink(plan, { view, backend, note, extra, made: claimed?.made ?? null, block }),
  )
  if (!again.ok) return of('what was read cannot be shared')
  const said = (one: typeof result.value) => canonicalJson({ ...one, notices: [] })
  return of(said(again.value) === said(unnamed(result.value)) ? null : 'shared again, it says something else')
}

/** Names of files are never shared. */
function unnamed<T extends { readonly plan: Plan }>(link: T): T {
  const groups = link.plan.groups.map((group) => {
    const { dataset } = group.config
    return dataset.kind !== 'upload'
      ? group
      : { ...group, config: { ...group.config, name: '', dataset: { ...dataset, name: '' } } }
  })
  return { ...link, plan: { ...link.plan, groups } }
}
