import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../charts/ChartFrame.tsx'
import { plainText } from '../../charts/format.ts'
import type { ProvenanceFacts } from '../../charts/Provenance.tsx'
import { groupColor } from '../../charts/palette.ts'
import { SmallLine } from '../../charts/SmallLine.tsx'
import type { Run } from '../../run/run.ts'
import { type LedgerRow, separationOf } from './view.ts'

interface IntraInterProps {
  readonly run: Run
  readonly rows: readonly LedgerRow[]
  readonly xMax: number
  readonly provenance: ProvenanceFacts
}

/** C8 in first form: raw compactness, raw separation, and distances between centroids. Each has its own axis. */
export function IntraInter({ run, rows, xMax, provenance }: IntraInterProps) {
  const { t } = useTranslation('inside')
  const separation = useMemo(() => separationOf(run), [run])
  const config = run.config.modules['user-clusters']
  const points = (name: string) => rows.find((row) => row.name === `user-clusters/${name}`)?.points ?? []
  const panel = (name: 'intra' | 'covariance', hue: number, missing: string) => {
    const line = points(name)
    return (
      <div>
        <strong style={{ fontWeight: 600 }}>{t(`intra.${name}`)}</strong>
        <div className="sc-sub">{t(`intra.${name}Help`)}</div>
        {line.length === 0 ? (
          <div className="sc-empty" style={{ height: 150, marginTop: 6 }}>
            {missing}
          </div>
        ) : (
          <SmallLine
            points={line}
            color={groupColor(hue)}
            xMax={xMax}
            xName={t('intra.rowsSeen')}
            label={t(`intra.${name}`)}
            height={156}
          />
        )}
      </div>
    )
  }
  return (
    <ChartFrame
      chart="C8"
      title={t('intra.title')}
      finding={t('intra.reading')}
      provenance={provenance}
      height={204}
      empty={config === undefined ? t('intra.off') : null}
    >
      <div style={{ display: 'grid', gap: 20, gridTemplateColumns: 'repeat(3, minmax(0, 1fr))' }}>
        {panel('intra', 2, config?.shift === false ? t('intra.shiftOff') : t('losses.empty'))}
        {panel('covariance', 3, t('losses.empty'))}
        <div>
          <strong style={{ fontWeight: 600 }}>{t('intra.distance')}</strong>
          <div className="sc-sub">{t('intra.distanceHelp')}</div>
          {separation === null ? (
            <div className="sc-empty" style={{ height: 150, marginTop: 6 }}>
              {t('intra.noCentroids')}
            </div>
          ) : (
            <table className="sc-table" style={{ marginTop: 8 }}>
              <tbody>
                {(['least', 'median'] as const).map((key) => (
                  <tr key={key}>
                    <th scope="row">{t(`intra.${key}`)}</th>
                    <td className="sc-number">{plainText(separation[key])}</td>
                  </tr>
                ))}
                <tr>
                  <th scope="row">{t('intra.pairs')}</th>
                  <td className="sc-number">{separation.pairs}</td>
                </tr>
              </tbody>
            </table>
          )}
        </div>
      </div>
    </ChartFrame>
  )
}
