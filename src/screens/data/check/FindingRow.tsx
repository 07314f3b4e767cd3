import { Button, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { withFix } from '../../../core/data/fixes.ts'
import type { Finding, Severity } from '../../../core/data/passport/finding.ts'
import { useActions, useWorkbench } from '../../../store/hooks.ts'
import { findingText, fixText } from './words.ts'

const MARKS: Readonly<Record<Severity, string>> = { blocking: '●', warning: '▲', note: '○' }
/** Lines that a row shows. */
const SHOWN = 5

/** One finding: how grave, what, where, and what can be done. */
export function FindingRow({ finding, busy }: { readonly finding: Finding; readonly busy: boolean }) {
  const { t } = useTranslation('passport')
  const schema = useWorkbench((state) => state.draft.schema)
  const { editSchema } = useActions()
  const { severity, rule, isKept, lines, fixes } = finding
  const text = findingText(t, finding)
  const shown = lines.slice(0, SHOWN).join(', ')
  return (
    <li className="data-finding" data-rule={rule} data-severity={severity} data-kept={isKept || undefined}>
      <span className="data-finding-mark" role="img" aria-label={t(`severity.${severity}`)}>
        {MARKS[severity]}
      </span>
      <div className="data-finding-text">
        <Text size="sm">{text}</Text>
        {lines.length === 0 ? null : (
          <Text size="xs" c="dimmed">
            {lines.length > SHOWN
              ? t('linesMore', { lines: shown })
              : t('lines', { count: lines.length, lines: shown })}
          </Text>
        )}
      </div>
      <Group gap={6} justify="flex-end">
        {isKept ? (
          <Text size="xs" c="dimmed">
            {t('kept')}
          </Text>
        ) : (
          fixes.map((fix) => {
            const label = fixText(t, fix, schema)
            return (
              <Button
                key={JSON.stringify(fix)}
                size="compact-xs"
                variant="default"
                disabled={busy}
                aria-label={t('fixOf', { fix: label, what: text })}
                onClick={() => editSchema(withFix(schema, fix))}
              >
                {label}
              </Button>
            )
          })
        )}
      </Group>
    </li>
  )
}
