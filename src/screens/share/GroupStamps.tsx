import { useTranslation } from 'react-i18next'
import { metricText } from '../../charts/format.ts'
import type { Selection } from '../../run/comparison.ts'
import { countsOf, type Stamp } from '../../run/verify.ts'

interface GroupStampsProps {
  readonly stamps: readonly Stamp[]
  /** The numbers that are listed one by one; the others are counted. */
  readonly selection: Selection
}

/** Each number of a group as reproduced or not, and those apart of which that cannot be said. */
export function GroupStamps({ stamps, selection }: GroupStampsProps) {
  const { t } = useTranslation('share')
  if (stamps.length === 0) return <span className="sc-sub">{t('stamp.none')}</span>
  const { task, slice, metric } = selection
  const shown = stamps.filter((one) => one.task === task && one.slice === slice && one.metric === metric)
  return (
    <>
      <ul className="sc-list" style={{ gap: 2 }}>
        {shown.map((stamp) => (
          <li
            key={stamp.seed}
            data-stamp={stamp.verdict}
            title={t('stamp.both', {
              claimed: metricText(stamp.claimed),
              here: stamp.here === null ? '–' : metricText(stamp.here),
            })}
            style={{ fontWeight: stamp.verdict === 'differs' ? 600 : 400 }}
          >
            {t('stamp.seed', { seed: stamp.seed })}{' '}
            {t(`stamp.${stamp.verdict}`, { z: (stamp.z ?? 0).toFixed(1) })}
          </li>
        ))}
      </ul>
      <div className="sc-sub">{t('stamp.counts', { ...countsOf(stamps), count: stamps.length })}</div>
    </>
  )
}
