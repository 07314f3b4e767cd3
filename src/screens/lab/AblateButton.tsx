import { Button, Text } from '@mantine/core'
import { Scissors } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { metricText } from '../../charts/format.ts'
import type { Spreads } from '../../run/expected.ts'
import { LEAST_SEEDS } from '../../run/table.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { configsFor } from '../../store/plans.ts'
import { seedsUpTo } from '../../store/seeds.ts'
import { bytesText, timeText } from './PlanFacts.tsx'
import { detectableOf } from './plan-view.ts'
import { usePlanCost } from './use-plan.ts'

interface AblateButtonProps {
  readonly isReady: boolean
  readonly spreads: Spreads
}

/** One click from the draft to a verdict for each of its modules; what that takes stands below. */
export function AblateButton({ isReady, spreads }: AblateButtonProps) {
  const { t } = useTranslation('plan')
  const [, navigate] = useLocation()
  const { ablate } = useActions()
  const draft = useWorkbench((state) => state.draft)
  const own = useWorkbench((state) => state.plan.seeds)
  const configs = useMemo(() => configsFor('leave-one-out', draft), [draft])
  const seeds = useMemo(() => seedsUpTo(own, LEAST_SEEDS), [own])
  const stopsEarly = useWorkbench((state) => state.plan.stopsEarly === true)
  const cost = usePlanCost(configs, seeds, stopsEarly ? LEAST_SEEDS : seeds.length)
  const detectable = useMemo(
    () => detectableOf(spreads, { groups: configs.length, seeds: seeds.length, stopsEarly }),
    [spreads, configs.length, seeds.length, stopsEarly],
  )
  const modules = configs.length - 1
  if (modules === 0) return null
  const facts = [
    t('ablate.runs', { count: cost.runs }),
    ...(cost.known > 0 ? [t('known', { count: cost.known })] : []),
    ...(cost.known < cost.runs ? [timeText(cost, t)] : []),
    ...(cost.bytes === null ? [] : [t('memory.least', { bytes: bytesText(cost.bytes) })]),
    ...(detectable === null ? [] : [t('ablate.detects', { value: metricText(detectable.value) })]),
  ]
  return (
    <div data-testid="ablate">
      <Button
        size="sm"
        fullWidth
        variant="light"
        leftSection={<Scissors size={15} aria-hidden="true" />}
        disabled={!isReady}
        onClick={() => {
          ablate()
          navigate('/compare')
        }}
      >
        {t('ablate', { count: modules })}
      </Button>
      <Text size="xs" c="dimmed" mt={4} lh={1.4}>
        {facts.join(' · ')}
      </Text>
    </div>
  )
}
