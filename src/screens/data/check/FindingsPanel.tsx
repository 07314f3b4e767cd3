import { Button, Group, Paper, Text, Title } from '@mantine/core'
import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { save } from '../../../charts/save.ts'
import { type Passport, SEVERITIES, type Severity } from '../../../core/data/passport/finding.ts'
import { RULES } from '../../../core/data/passport/rules.ts'
import { FindingRow } from './FindingRow.tsx'
import { findingsCsv, namesRows } from './row-issues.ts'

interface FindingsPanelProps {
  readonly passport: Passport
  /** What is shown is of the draft before: a newer one is being looked at. */
  readonly busy: boolean
}

/** What the radar found, by rule, the gravest first. */
export function FindingsPanel({ passport, busy }: FindingsPanelProps) {
  const { t } = useTranslation('passport')
  const { findings } = passport
  const count = (severity: Severity): number =>
    findings.filter((finding) => finding.severity === severity && !finding.isKept).length
  // Findings come sorted by severity; a rule stands where its gravest one does.
  const rules = [...new Set(findings.map(({ rule }) => rule))]
  return (
    <Paper p="md" radius="md" aria-busy={busy} data-testid="passport">
      <Group justify="space-between" align="flex-start" wrap="nowrap" mb="xs">
        <div>
          <Title order={2} mb={4}>
            {t('title')}
          </Title>
          <Text size="xs" c="dimmed">
            {t('text')}
          </Text>
        </div>
        {namesRows(findings) ? (
          <Button
            size="compact-sm"
            variant="default"
            style={{ flexShrink: 0 }}
            leftSection={<Download size={14} aria-hidden="true" />}
            onClick={() => save(t('downloadFile'), new Blob([findingsCsv(findings)], { type: 'text/csv' }))}
          >
            {t('download')}
          </Button>
        ) : null}
      </Group>
      <Text size="sm" fw={600} role="status">
        {findings.length === 0
          ? t('none', { rules: RULES.length })
          : SEVERITIES.map((severity) => t(`count.${severity}`, { count: count(severity) })).join(' · ')}
      </Text>
      {rules.map((rule) => (
        <section key={rule}>
          <Text component="h3" size="xs" c="dimmed" fw={600} mt="sm" mb={2}>
            {t(`rule.${rule}`)}
          </Text>
          <ul className="data-findings">
            {findings
              .filter((finding) => finding.rule === rule)
              .map((finding) => (
                <FindingRow key={`${finding.text} ${finding.subject}`} finding={finding} busy={busy} />
              ))}
          </ul>
        </section>
      ))}
    </Paper>
  )
}
