import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { metricText } from '../../charts/format.ts'
import { durationText } from '../../run/time.ts'
import type { Detectable, PlanCost } from './plan-view.ts'

interface PlanFactsProps {
  readonly groups: number
  readonly seeds: number
  readonly cost: PlanCost
  readonly detectable: Detectable | null
  /** Seeds that are spent whatever the verdicts; null when all are. */
  readonly first: number | null
}

/** What the plan takes and what it can tell, before it is run. */
export function PlanFacts({ groups, seeds, cost, detectable, first }: PlanFactsProps) {
  const { t } = useTranslation('plan')
  const hasRest = cost.known < cost.runs
  return (
    <dl className="lab-cost" data-testid="plan-cost">
      <dt>{t('runs')}</dt>
      <dd>
        {t('cost', { groups, seeds, runs: cost.runs })}
        {cost.known > 0 ? `, ${t('known', { count: cost.known })}` : ''}
        {first === null ? null : <small>{t('cost.first', { first: first * groups })}</small>}
      </dd>
      <dt>{t('time')}</dt>
      <dd>
        {timeText(cost, t)}
        {hasRest && cost.time !== null && !cost.isMeasured ? <small>{t('time.guess')}</small> : null}
      </dd>
      <dt>{t('memory')}</dt>
      <dd>{cost.bytes === null ? '–' : t('memory.least', { bytes: bytesText(cost.bytes) })}</dd>
      <dt>{t('detects')}</dt>
      <dd>
        {detectable === null ? '–' : `Δ ≥ ${metricText(detectable.value)}`}
        {detectable === null || detectable.isOwn ? null : <small>{t('detects.sample')}</small>}
      </dd>
    </dl>
  )
}

export function timeText({ time, known, runs }: PlanCost, t: TFunction<'plan'>): string {
  if (known === runs) return '–'
  if (time === null) return t('time.unknown')
  const [least, most] = [durationText(time.least), durationText(time.most)]
  return least === most ? t('time.about', { most }) : t('time.range', { least, most })
}

/** Whole mebibytes. */
export const bytesText = (bytes: number): string => `${Math.max(1, Math.round(bytes / 2 ** 20))} MB`
