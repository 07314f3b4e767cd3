import { Checkbox, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type Factorial, factorsOf, MOST_FACTORS } from '../../experiment/factorial.ts'
import { MODULES } from '../../modules/specs.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'

/** Which modules a factorial switches: of those that are on, five at most. */
export function FactorialEditor({ factorial }: { readonly factorial: Factorial }) {
  const { t } = useTranslation('plan')
  const draft = useWorkbench((state) => state.draft)
  const { planFrom } = useActions()
  const on = factorsOf(draft)
  const chosen = on.filter((id) => factorial.factors.includes(id))
  const isFull = chosen.length >= MOST_FACTORS
  return (
    <Checkbox.Group
      size="xs"
      label={t('factors')}
      description={t('factors.text', { count: chosen.length, groups: 2 ** chosen.length })}
      value={[...chosen]}
      onChange={(ids) => planFrom({ kind: 'factorial', factors: on.filter((id) => ids.includes(id)) })}
    >
      <Stack gap={4} mt={6}>
        {MODULES.filter(({ id }) => on.includes(id)).map(({ id, title }) => (
          <Checkbox key={id} size="xs" value={id} label={title} disabled={isFull && !chosen.includes(id)} />
        ))}
        {on.length === 0 ? (
          <Text size="xs" c="dimmed">
            {t('factors.none')}
          </Text>
        ) : null}
      </Stack>
    </Checkbox.Group>
  )
}
