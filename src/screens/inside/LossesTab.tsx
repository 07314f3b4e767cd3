import { Stack } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { LossTerms } from '../../charts/LossTerms.tsx'
import { groupColor } from '../../charts/palette.ts'
import type { NamedGroup } from '../compare/view.ts'
import { IntraInter } from './IntraInter.tsx'
import { LossLedger } from './LossLedger.tsx'
import { ModulePanel } from './ModulePanel.tsx'
import { type InsideSubject, ledger, stepOf } from './view.ts'

interface LossesTabProps {
  readonly groups: readonly NamedGroup[]
  readonly subject: InsideSubject
}

/** Ledger, every term over training, intra and inter. */
export function LossesTab({ groups, subject }: LossesTabProps) {
  const { t } = useTranslation('inside')
  const { run } = subject
  const rows = useMemo(() => ledger(run), [run])
  const terms = useMemo(
    () =>
      rows.map((row) => ({
        name: row.name,
        weight: row.weight,
        raw: row.points,
        weighted: row.weightedPoints,
        color: groupColor(row.name.startsWith('task/') ? 0 : 1),
      })),
    [rows],
  )
  const step = stepOf(run)
  const xMax = Math.max(1, step * (run.batchSize ?? 1))
  const provenance = { split: 'train' as const, seeds: [run.config.seed], step }
  return (
    <Stack gap="md">
      <LossLedger rows={rows} provenance={provenance} />
      <LossTerms terms={terms} xMax={xMax} provenance={provenance} note={t('losses.perStep')} />
      <ModulePanel id="loss-balance" groups={groups} subject={subject} />
      <IntraInter run={run} rows={rows} xMax={xMax} provenance={provenance} />
    </Stack>
  )
}
