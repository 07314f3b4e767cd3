import { canonicalJson } from '../core/hash.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { configHash } from '../experiment/hash.ts'
import { type OpenedLink, openedLink } from '../run/opened-link.ts'

/** A link that somebody may have sent, and what it has to mean for ever. */
export interface GoldenLink {
  readonly name: string
  readonly link: string
  /** What it means, by `meaningOf`. */
  readonly meaning: string
}

/** Numbers of claims are told in steps of this size. */
const STEP = 1e-5

/**
 * What a link means, as canonical JSON. Configs are told by their identity: a setting that is added later, at its default, changes
 * no old link.
 */
export function meaningOf(link: string): string {
  const opened = openedLink(link)
  if (!opened.ok) return canonicalJson({ issues: opened.error.map(({ code, path }) => [code, path]) })
  return canonicalJson(told(opened.value))
}

function told({ plan, view, backend, note, extra, claimed, notices }: OpenedLink) {
  return {
    groups: plan.groups.map(({ label, style, config }) => [label, style, configHash(config), nameOf(config)]),
    seeds: plan.seeds,
    looks: plan.stopsEarly === true ? 'early' : plan.grown === true ? 'grown' : 'fixed',
    view,
    backend,
    note,
    extra,
    made: claimed?.made ?? null,
    claims: inSteps(claimed?.claims ?? null),
    notices: notices.map(({ code, path }) => [code, path]),
  }
}

const nameOf = ({ dataset, name }: ExperimentConfig): string =>
  `${dataset.kind} ${dataset.id.slice(0, 12)} ${name}`

/** The same with every fraction in whole steps. */
function inSteps(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Math.round(value / STEP)
  if (Array.isArray(value)) return value.map(inSteps)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, inSteps(entry)]))
}
