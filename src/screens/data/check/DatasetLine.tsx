import { Paper } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { countText, percentText } from '../../../charts/format.ts'
import type { PassportFacts } from '../../../core/data/passport/finding.ts'
import type { Prepared } from '../../../run/report.ts'

interface DatasetLineProps {
  readonly facts: PassportFacts
  /** Null where the draft cannot be encoded. */
  readonly prepared: Prepared | null
}

/** What the rows that are read amount to. */
export function DatasetLine({ facts, prepared }: DatasetLineProps) {
  const { t } = useTranslation(['data', 'passport'])
  const items =
    prepared === null ? [] : [{ key: 'items', name: t('counts.items'), text: countText(prepared.items) }]
  const scenes =
    prepared === null || prepared.scenes.length < 2
      ? []
      : [{ key: 'scenes', name: t('counts.scenes'), text: String(prepared.scenes.length) }]
  const entries = [
    { key: 'rows', name: t('counts.rows'), text: countText(facts.rows) },
    ...(facts.users === null
      ? []
      : [{ key: 'users', name: t('counts.users'), text: countText(facts.users) }]),
    ...items,
    ...scenes,
    ...(facts.days === null ? [] : [{ key: 'days', name: t('passport:days'), text: countText(facts.days) }]),
    ...facts.rates.map(({ task, rate }) => ({ key: `task ${task}`, name: task, text: percentText(rate, 1) })),
    ...(facts.fewRows === null
      ? []
      : [{ key: 'few', name: t('passport:fewRows'), text: percentText(facts.fewRows) }]),
  ]
  return (
    <Paper px="md" py="sm" radius="md">
      <dl className="data-facts">
        {entries.map(({ key, name, text }) => (
          <div key={key}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Paper>
  )
}
