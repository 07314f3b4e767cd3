import { Button, Select, Stack } from '@mantine/core'
import { RefreshCw } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { factorsOf } from '../../experiment/factorial.ts'
import { suggestedValues, sweepables } from '../../experiment/sweep.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { isStale } from '../../store/plans.ts'
import type { PlanFollows, PlanKind, WorkbenchState } from '../../store/state.ts'
import { FactorialEditor } from './FactorialEditor.tsx'
import { SweepEditor } from './SweepEditor.tsx'

const NAMES = ['draft', 'leave-one-out', 'add-one-in', 'controls', 'sweep', 'factorial'] as const
type KindName = (typeof NAMES)[number]

/** Factors of a design that nobody has chosen yet: 8 groups are read at a glance. */
const FIRST_FACTORS = 3

/** What the plan's groups are made of: a kind of comparison, and what it leaves to choose. */
export function PlanKindEditor() {
  const { t } = useTranslation('plan')
  const draft = useWorkbench((state) => state.draft)
  const plan = useWorkbench((state) => state.plan)
  const follows = useWorkbench((state) => state.follows)
  const { planFrom } = useActions()
  const isOld = useMemo(() => isStale(plan, follows, draft), [plan, follows, draft])
  return (
    <Stack gap={8}>
      <Select
        size="xs"
        label={t('kind')}
        placeholder={t('kind.custom')}
        data={NAMES.map((name) => ({ value: name, label: t(`kind.${name}`) }))}
        value={nameOf(follows)}
        onChange={(name) => {
          const chosen = NAMES.find((one) => one === name)
          if (chosen !== undefined) planFrom(firstOf(chosen, draft))
        }}
      />
      {typeof follows === 'object' && follows?.kind === 'sweep' ? <SweepEditor sweep={follows} /> : null}
      {typeof follows === 'object' && follows?.kind === 'factorial' ? (
        <FactorialEditor factorial={follows} />
      ) : null}
      {isOld && follows !== null && follows !== 'starter' ? (
        <Button
          size="compact-xs"
          variant="light"
          fw={500}
          leftSection={<RefreshCw size={12} aria-hidden="true" />}
          onClick={() => planFrom(follows)}
        >
          {t('renew')}
        </Button>
      ) : null}
    </Stack>
  )
}

function nameOf(follows: PlanFollows): KindName | null {
  if (follows === null || follows === 'starter') return null
  return typeof follows === 'string' ? follows : follows.kind
}

/** A kind as it is chosen first: the first module's first setting, the first modules. */
function firstOf(name: KindName, draft: WorkbenchState['draft']): PlanKind {
  if (name === 'factorial') return { kind: name, factors: factorsOf(draft).slice(0, FIRST_FACTORS) }
  if (name !== 'sweep') return name
  const all = sweepables(draft)
  const setting = all.find(({ module }) => module !== null) ?? all[0]
  return setting === undefined
    ? 'draft'
    : { kind: name, path: setting.path, values: suggestedValues(setting) }
}
