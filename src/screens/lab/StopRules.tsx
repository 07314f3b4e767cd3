import { Checkbox, Select, Stack } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { isSpent } from '../../store/seeds.ts'
import { BUDGETS } from '../../store/state.ts'

const NONE = 'none'

/** What ends the queue before every cell of the plan is trained. */
export function StopRules() {
  const { t } = useTranslation('plan')
  const plan = useWorkbench((state) => state.plan)
  const runs = useWorkbench((state) => state.runs)
  const budget = useWorkbench((state) => state.budget)
  const { setStopsEarly, setBudget } = useActions()
  const isFixed = useMemo(() => isSpent(plan, runs), [plan, runs])
  const isOn = plan.stopsEarly === true
  return (
    <Stack gap={8}>
      <Checkbox
        size="xs"
        label={t('settled')}
        description={isOn ? t(isFixed ? 'settled.spent' : 'settled.on', { count: plan.seeds.length }) : null}
        checked={isOn}
        disabled={isFixed}
        onChange={(event) => setStopsEarly(event.currentTarget.checked)}
      />
      <Select
        size="xs"
        label={t('budget')}
        allowDeselect={false}
        data={[
          { value: NONE, label: t('budget.none') },
          ...BUDGETS.map((one) => ({ value: String(one), label: t('budget.minutes', { count: one / 60 }) })),
        ]}
        value={budget === null ? NONE : String(budget)}
        onChange={(value) => setBudget(BUDGETS.find((one) => String(one) === value) ?? null)}
      />
    </Stack>
  )
}
