import { Button, Group, Stack, Text } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { countsOf, EXACT_TOLERANCE, LIMIT, type Verification, verified } from '../../run/verify.ts'
import { isPresent } from '../../store/datasets.ts'
import { useActions, useSettledRuns, useWorkbench } from '../../store/hooks.ts'
import type { LinkedClaims } from '../../store/links.ts'
import { ClaimedCurves } from './ClaimedCurves.tsx'
import { ClaimedDeciles } from './ClaimedDeciles.tsx'
import { ClaimedTable } from './ClaimedTable.tsx'
import { usePlanNames } from './use-plan-names.ts'

declare const SOUNDCHECK_VERSION: string

/** What an opened link claims, beside one's own runs and never among them; a click trains it here. */
export function ClaimedPanel({ linked }: { readonly linked: LinkedClaims }) {
  const { t } = useTranslation('share')
  const { plan, view, claimed, note } = linked
  const runs = useSettledRuns()
  const names = usePlanNames(plan)
  const { dropClaims } = useActions()
  const verification = useMemo(() => verified(claimed, plan, runs.values()), [claimed, plan, runs])
  return (
    <Stack gap="xs" component="section" aria-label={t('claimed.title')} data-testid="claims">
      <Group justify="space-between">
        <Text fw={600}>{t('claimed.title')}</Text>
        <Group gap="xs">
          <Verify linked={linked} verification={verification} />
          <Button variant="default" size="compact-sm" onClick={dropClaims}>
            {t('claimed.drop')}
          </Button>
        </Group>
      </Group>
      {note === null ? null : <Text size="sm">{note}</Text>}
      <ClaimedTable plan={plan} claimed={claimed} view={view} stamps={verification.stamps} />
      <Outcome linked={linked} verification={verification} />
      <ClaimedCurves claims={claimed.claims} names={names} />
      <ClaimedDeciles claims={claimed.claims} names={names} />
    </Stack>
  )
}

interface PartProps {
  readonly linked: LinkedClaims
  readonly verification: Verification
}

/** Trains the recipe here; where its data are not here, trains it on the data that are. */
function Verify({ linked, verification }: PartProps) {
  const { t } = useTranslation('share')
  const [, navigate] = useLocation()
  const { verifyClaims, tryLink } = useActions()
  const datasets = useWorkbench((state) => state.datasets)
  const own = useWorkbench((state) => state.draft.dataset)
  const hasBackend = useWorkbench((state) => state.backend !== null)
  const dataset = linked.plan.groups[0]?.config.dataset
  if (dataset !== undefined && isPresent(datasets, dataset)) {
    return (
      <Button size="compact-sm" disabled={!hasBackend || verification.waiting === 0} onClick={verifyClaims}>
        {t('claimed.verify', { count: verification.waiting })}
      </Button>
    )
  }
  return isPresent(datasets, own) ? (
    <Button
      size="compact-sm"
      onClick={() => {
        tryLink()
        navigate('/lab')
      }}
    >
      {t('claimed.try')}
    </Button>
  ) : (
    <Text size="sm" c="dimmed">
      {t('claimed.noData')}
    </Text>
  )
}

/** A difference of a metric to two digits, never to nothing. */
const differenceText = (size: number): string => String(Number(size.toPrecision(2)))

/** How many numbers were reproduced, by what rule, and what the rule cannot see. */
function Outcome({ linked: { claimed }, verification }: PartProps) {
  const { t } = useTranslation('share')
  const { stamps, waiting, lost, changed, errors, how } = verification
  const { made } = claimed
  if (stamps.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('claimed.told')} {changed > 0 ? t('outcome.changed', { count: changed }) : ''}
      </Text>
    )
  }
  const counts = countsOf(stamps)
  const seen = stamps.flatMap((stamp) => stamp.seen ?? [])
  const errorsText = errors.held > 0 ? t('outcome.errors', { ...errors }) : t('outcome.noErrors')
  const isExact = stamps.every(({ tolerance }) => tolerance === 'exact')
  return (
    <Text size="sm" data-testid="outcome" data-differs={counts.differs} data-waiting={waiting}>
      {t('outcome.counts', { ...counts, count: stamps.length })}{' '}
      {t('outcome.by', {
        here: how.join(' + '),
        there: made?.how ?? t('outcome.mixed'),
        version: SOUNDCHECK_VERSION,
        theirs: made?.version ?? '?',
      })}{' '}
      {isExact
        ? t('outcome.exact', { limit: LIMIT, tolerance: String(EXACT_TOLERANCE) })
        : t('outcome.spread', { limit: LIMIT })}{' '}
      {seen.length > 0 ? t('outcome.seen', { size: differenceText(Math.max(...seen)) }) : ''} {errorsText}{' '}
      {lost > 0 ? t('outcome.lost', { count: lost }) : ''}{' '}
      {changed > 0 ? t('outcome.changed', { count: changed }) : ''}
    </Text>
  )
}
