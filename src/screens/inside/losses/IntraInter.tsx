import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import type { Point } from '../../../charts/decimate.ts'
import { countText, plainText } from '../../../charts/format.ts'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import { groupColor } from '../../../charts/palette.ts'
import { SmallLine } from '../../../charts/SmallLine.tsx'
import type { Run } from '../../../run/run.ts'
import type { TermCurve } from './ledger.ts'
import { separationCourse } from './separation.ts'

interface IntraInterProps {
  readonly run: Run
  readonly curves: readonly TermCurve[]
  readonly xMax: number
  readonly provenance: ProvenanceFacts
}

/** C8: raw compactness, raw separation and the distances between centroids, one above the other on one x axis. */
export function IntraInter({ run, curves, xMax, provenance }: IntraInterProps) {
  const { t } = useTranslation('inside')
  const distances = useMemo(() => separationCourse(run), [run])
  const config = run.config.modules['user-clusters']
  const pointsOf = (name: string) => curves.find((one) => one.name === `user-clusters/${name}`)?.raw ?? []
  const isSingle = config !== undefined && config.clusters < 2
  const single = isSingle ? t('intra.single') : null
  const panels: readonly Panel[] = [
    {
      key: 'intra',
      hue: 2,
      points: pointsOf('intra'),
      missing: config?.shift === false ? t('intra.shiftOff') : null,
    },
    { key: 'covariance', hue: 3, points: pointsOf('covariance'), missing: single },
    { key: 'least', hue: 4, points: distances.least, missing: single },
    { key: 'median', hue: 5, points: distances.median, missing: single },
  ]
  return (
    <ChartFrame
      chart="C8"
      title={t('intra.title')}
      finding={t('intra.reading')}
      provenance={provenance}
      empty={config === undefined ? t('intra.off') : null}
      table={{
        columns: [t('intra.what'), t('intra.rowsSeen'), t('intra.value')],
        rows: panels.flatMap(({ key, points }) =>
          points.map(({ x, y }) => [t(`intra.${key}`), countText(x), plainText(y)]),
        ),
      }}
    >
      <div style={{ display: 'grid', gap: 10 }}>
        {panels.map(({ key, hue, points, missing }) => (
          <div key={key} style={{ display: 'grid', gridTemplateColumns: '190px minmax(0, 1fr)', gap: 12 }}>
            <div>
              <strong style={{ fontWeight: 600 }}>{t(`intra.${key}`)}</strong>
              <div className="sc-sub">{t(`intra.${key}Help`)}</div>
            </div>
            {points.length === 0 ? (
              <div className="sc-empty" style={{ height: 96 }}>
                {missing ?? t('intra.notRecorded')}
              </div>
            ) : (
              <SmallLine
                points={points}
                color={groupColor(hue)}
                xMax={xMax}
                xName={t('intra.rowsSeen')}
                label={t(`intra.${key}`)}
                height={110}
              />
            )}
          </div>
        ))}
      </div>
    </ChartFrame>
  )
}

interface Panel {
  readonly key: 'intra' | 'covariance' | 'least' | 'median'
  readonly hue: number
  readonly points: readonly Point[]
  /** Why there can be no line; null where it is only not there yet. */
  readonly missing: string | null
}
