import { Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { STAGES } from '../../core/module-spec.ts'
import { moduleSummary, moduleTitle } from '../../i18n/module-texts.ts'
import { MODULES } from '../../modules/specs.ts'

/** The parts of the model in the order in which data flows. */
export function ModuleFlow() {
  const { t, i18n } = useTranslation('app')
  const inOrder = STAGES.flatMap((stage) => MODULES.filter((spec) => spec.stage === stage))
  return (
    <section aria-label={t('start.parts')}>
      <Title order={2} mb="xs">
        {t('start.parts')}
      </Title>
      <ol className="start-flow">
        {inOrder.map((spec) => (
          <li key={spec.id} className="start-part">
            <Text size="sm" fw={600}>
              {moduleTitle(i18n, spec.id)}
            </Text>
            <Text size="xs" c="dimmed" lh={1.4}>
              {moduleSummary(i18n, spec.id)}
            </Text>
          </li>
        ))}
      </ol>
    </section>
  )
}
