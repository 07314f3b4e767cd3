import { Paper, Stack, Text, Title } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { AucOverTraining } from '../../charts/AucOverTraining.tsx'
import { usePacedRuns, useWorkbench } from '../../store/hooks.ts'
import { Notice } from '../../ui/Notice.tsx'
import { useNaming } from '../../ui/use-naming.ts'
import { curveGroups, metricsOf, namedGroups } from '../compare/view.ts'
import { QueueList } from '../queue/QueueList.tsx'
import { DoctorNotice } from './DoctorNotice.tsx'

/** Validation AUC as it grows, and every run of the plan with its state. */
export function LiveColumn() {
  const { t } = useTranslation('lab')
  const plan = useWorkbench((state) => state.plan)
  const runs = usePacedRuns()
  const hidden = useWorkbench((state) => state.hiddenGroups)
  const view = useWorkbench((state) => state.view)
  const preparing = useWorkbench((state) => state.preparing)
  const tasks = useWorkbench((state) => state.draft.schema.tasks)
  const task = view.task ?? tasks[0]?.id ?? ''
  const naming = useNaming()
  const groups = useMemo(() => namedGroups(plan, runs, naming), [plan, runs, naming])
  const curves = useMemo(
    () =>
      curveGroups(
        groups.filter(({ id }) => !hidden.has(id)),
        task,
        null,
      ),
    [groups, hidden, task],
  )
  const prepared = preparing.kind === 'prepared' ? preparing.prepared : null
  const floor = metricsOf(prepared?.floor, 'valid', task, null)
  const oracle = metricsOf(prepared?.oracle, 'valid', task, null)
  const isPlainOff = useWorkbench(
    (state) => !state.draft.model.unbiasedAsFields && state.draft.modules['user-clusters'] !== undefined,
  )
  return (
    <Stack gap={12}>
      <AucOverTraining
        groups={curves}
        floor={floor?.auc ?? null}
        oracle={oracle?.auc ?? null}
        provenance={{
          split: 'valid',
          task,
          slice: null,
          seeds: plan.seeds,
          ...(floor === null ? {} : { rows: floor.rows, positives: floor.positives }),
        }}
        showSeeds={view.showSeeds}
        showBand={view.showBand}
      />
      {runs.size === 0 ? (
        <Text size="sm" c="dimmed">
          {t('live.none')}
        </Text>
      ) : null}
      {isPlainOff ? (
        <Notice tone="blue" title={t('live.plainTitle')}>
          {t('live.plainText')}
        </Notice>
      ) : null}
      <DoctorNotice groups={groups} />
      {runs.size === 0 ? null : (
        <Paper p="md" radius="md" style={{ overflowX: 'auto' }}>
          <Title order={2} mb="xs">
            {t('runs.title')}
          </Title>
          <QueueList isFull={false} />
        </Paper>
      )}
    </Stack>
  )
}
