import { rowsOfUsers } from '../activity.ts'
import type { Dataset } from '../dataset.ts'
import { isKept } from '../fixes.ts'
import { dayRule } from '../requests.ts'
import type { Schema, SplitRule } from '../schema.ts'
import { columnFindings } from './column-findings.ts'
import { readColumns } from './columns.ts'
import { type Passport, type PassportFacts, SEVERITIES } from './finding.ts'
import { type Reading, readLeniently } from './reading.ts'
import { rowFindings } from './row-findings.ts'
import { RULES } from './rules.ts'

/** Users with so many rows or fewer leave little to learn from. */
const FEW_ROWS = 3

/**
 * What a dataset is and what is wrong with it, as an experiment reads it. It says as much as can be read: a schema that
 * cannot be encoded has a passport too.
 */
export function passportOf(dataset: Dataset, schema: Schema, rule: SplitRule): Passport {
  const reading = readLeniently(dataset, schema, rule)
  const columns = readColumns(reading)
  const findings = [...columnFindings(reading, columns), ...rowFindings(reading)]
    .map((found) => ({ ...found, isKept: isKept(schema, found.rule, found.subject) }))
    .sort(
      (a, b) =>
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
        RULES.indexOf(a.rule) - RULES.indexOf(b.rule),
    )
  return { facts: factsOf(reading), findings, columns: columns.map(({ overview }) => overview) }
}

function factsOf(reading: Reading): PassportFacts {
  const { schema, rows, labels, users } = reading
  const count = schema.tasks.length
  const few = rowsOfUsers(users.index, users.count).reduce((sum, n) => sum + (n <= FEW_ROWS ? 1 : 0), 0)
  return {
    rows: rows.length,
    users: users.count === 0 ? null : users.count,
    days: daysOf(reading),
    rates:
      labels === null ? [] : schema.tasks.map(({ id }, t) => ({ task: id, rate: rateOf(labels, count, t) })),
    fewRows: users.count === 0 ? null : few / users.count,
  }
}

function rateOf(labels: Float32Array, count: number, task: number): number {
  let positives = 0
  for (let at = task; at < labels.length; at += count) positives += labels[at] as number
  return positives / (labels.length / count)
}

/** Different days with a row. */
function daysOf({ dataset, schema, rows }: Reading): number | null {
  const time = schema.time === null ? undefined : dataset.columns.get(schema.time)
  const dayOf = time?.kind === 'numeric' ? dayRule(time.values) : null
  if (time?.kind !== 'numeric' || dayOf === null) return null
  const days = new Set<number>()
  for (const row of rows) {
    const moment = time.values[row] as number
    if (!Number.isNaN(moment)) days.add(dayOf(moment))
  }
  return days.size
}
