import type { Column } from '../dataset.ts'
import { removal } from '../fixes.ts'
import { isTraitOf, strongest, tooLate } from '../leaks.ts'
import { type Line, lineOf } from '../lines.ts'
import { once } from '../once.ts'
import type { Feature, Fix } from '../schema.ts'
import { isMissing } from '../values.ts'
import type { FeatureTie, ReadColumn } from './columns.ts'
import { earlierAuc, orderInTime } from './earlier.ts'
import type { Finding } from './finding.ts'
import { readsAsIdentifier } from './identifiers.ts'
import type { Reading } from './reading.ts'
import type { RuleId } from './rules.ts'

/** A finding before it is known whether a person keeps it. */
export type Found = Omit<Finding, 'isKept'>

/** Share of rows that an unbiased feature must have a value in. */
const COVERED = 0.8
/** What a value that was known before its row hardly reaches alone … */
const STRONG = 0.8
/** … while the value of the user's row before says nothing: as near to one half as this. */
const SILENT = 0.1

/** What is wrong with single columns, in their order. */
export function columnFindings(reading: Reading, columns: readonly ReadColumn[]): readonly Found[] {
  const order = once(() => orderInTime(reading))
  return columns.flatMap((read) => {
    const { column: name } = read.overview
    const feature = reading.schema.features.find(({ column }) => column === name)
    return [
      ...tooLateFinding(reading, name, read.ties, order),
      ...constantFinding(reading, read, feature),
      ...(feature === undefined ? [] : featureFindings(reading, read, feature)),
    ]
  })
}

function featureFindings(reading: Reading, read: ReadColumn, feature: Feature): readonly Found[] {
  const { schema } = reading
  const { column: name, rows, missing, psi, isSkewed, nmi, isTied, levels } = read.overview
  const drop = removal(schema, 'ignore-column', name)
  const unmark: Fix = { kind: 'unmark', column: name }
  const isUnbiased = feature.roles.includes('unbiased')
  const found: Found[] = []
  const share = (value: number): string => (100 * value).toFixed(1)
  if (isUnbiased && rows > 0 && missing > (1 - COVERED) * rows) {
    found.push({
      ...plain('coverage', 'warning', name, missing, [unmark, drop]),
      lines: firstMissing(reading, name),
      params: { column: name, count: missing, share: share(missing / rows) },
    })
  }
  if (isTied && nmi !== null && feature.source === 'user' && levels !== 1) {
    found.push({
      ...plain('activity', isUnbiased ? 'warning' : 'note', name, rows, isUnbiased ? [unmark, drop] : [drop]),
      text: isUnbiased ? 'activity' : 'activity.plain',
      params: { column: name, nmi: nmi.toFixed(3) },
    })
  }
  if (isSkewed && psi !== null) {
    found.push({
      ...plain('skew', 'warning', name, rows, [drop]),
      params: { column: name, psi: psi.toFixed(2) },
    })
  }
  const source = reading.dataset.columns.get(name)
  const range = source === undefined ? null : readsAsIdentifier(source, feature, reading.rows)
  if (range !== null) {
    found.push({
      ...plain('numeric-id', 'warning', name, rows, [{ kind: 'as-levels', column: name }, drop]),
      params: { column: name, ...range },
    })
  }
  return found
}

/** A leak, an outcome by its name, or one by its values: strong in its own row and silent in the user's row before. */
function tooLateFinding(
  reading: Reading,
  name: string,
  ties: readonly FeatureTie[],
  order: () => Uint32Array,
): readonly Found[] {
  const tie = strongest(ties)
  if (tie === null) return []
  const { schema, users, items, splits } = reading
  const owners = { users: users.index, userCount: users.count, items: items.index, itemCount: items.count }
  const isTrait = once(() => isTraitOf(tie.values, owners))
  const late = tooLate(name, ties, isTrait)
  const rows = splits?.valid.length ?? 0
  const fixes = [removal(schema, 'mark-outcome', name), removal(schema, 'ignore-column', name)]
  const params = { column: name, task: schema.tasks[tie.task]?.id ?? '', auc: tie.auc.toFixed(3) }
  if (late !== null) return [{ ...plain(late.rule, 'blocking', name, rows, fixes), params }]
  if (tie.auc < STRONG || isTrait()) return []
  const earlier = earlierAuc(reading, tie, order)
  return earlier === null || Math.abs(earlier - 0.5) > SILENT
    ? []
    : [
        {
          ...plain('outcome', 'warning', name, rows, fixes),
          text: 'outcome.values',
          params: { ...params, earlier: earlier.toFixed(3) },
        },
      ]
}

/** One value in all rows, or none: nothing to learn from. */
function constantFinding(
  reading: Reading,
  { overview }: ReadColumn,
  feature: Feature | undefined,
): readonly Found[] {
  const { column: name, rows, missing, levels, histogram } = overview
  const isEmpty = missing === rows
  if (rows === 0 || !(isEmpty || (levels === 1 && missing === 0))) return []
  const drop = feature === undefined ? [] : [removal(reading.schema, 'ignore-column', name)]
  return [
    {
      ...plain('constant', feature === undefined ? 'note' : 'warning', name, rows, drop),
      text: isEmpty ? 'constant.empty' : 'constant',
      params: { column: name, count: rows, value: histogram[0]?.label ?? '' },
    },
  ]
}

function plain(
  rule: RuleId,
  severity: Finding['severity'],
  subject: string,
  rows: number,
  fixes: readonly Fix[],
): Omit<Found, 'params'> {
  return {
    rule,
    text: rule,
    severity,
    subject,
    rows,
    lines: [],
    fixes: [...fixes, { kind: 'keep', rule, subject }],
  }
}

/** Lines of the first rows that lack a value. */
function firstMissing({ dataset, rows }: Reading, name: string): readonly Line[] {
  const column = dataset.columns.get(name) as Column
  const lines: Line[] = []
  for (let i = 0; i < rows.length && lines.length < 5; i++) {
    const row = rows[i] as number
    if (isMissing(column, row)) lines.push(lineOf(dataset, row))
  }
  return lines
}
