import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { metricText, percentText } from '../../../charts/format.ts'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import type { Diagnostics } from '../view/diagnostics.ts'
import { DEAD_SHARE } from '../view.ts'

interface QualityTableProps {
  readonly diagnostics: Diagnostics | null
  readonly provenance: ProvenanceFacts
}

/** Use, geometry, activity mix and agreement with planted groups, each with how to read it. */
export function QualityTable({ diagnostics, provenance }: QualityTableProps) {
  const { t } = useTranslation('clusters')
  const figures = diagnostics === null ? [] : figuresOf(diagnostics, t)
  return (
    <ChartFrame
      chart="cluster-quality"
      title={t('quality.title')}
      finding={t('quality.reading')}
      provenance={provenance}
      empty={diagnostics === null ? t('panel.notRecorded') : null}
    >
      <table className="sc-table">
        <thead>
          <tr>
            <th scope="col">{t('quality.figure')}</th>
            <th scope="col" className="sc-number">
              {t('quality.value')}
            </th>
            <th scope="col">{t('quality.meaning')}</th>
          </tr>
        </thead>
        <tbody>
          {figures.map(({ key, name, value, help }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              <td className="sc-number">{value}</td>
              <td className="sc-sub sc-wrap">{help}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ChartFrame>
  )
}

type Translate = ReturnType<typeof useTranslation<'clusters'>>['t']

interface Figure {
  readonly key: string
  readonly name: string
  readonly value: string
  readonly help: string
}

/** Only what is known: a figure without a value is left out. */
function figuresOf(diagnostics: Diagnostics, t: Translate): readonly Figure[] {
  const { occupancy, radii, radius, apart, alike, agreement } = diagnostics
  const number = (value: number | null | undefined): string | null =>
    value === null || value === undefined || !Number.isFinite(value) ? null : metricText(value, 2)
  const ratio = (distance: number | undefined): string =>
    distance === undefined || radius === 0 ? '–' : metricText(distance / radius, 2)
  const rows = [
    ['effective', number(occupancy.effective), t('quality.effectiveHelp', { clusters: radii.length })],
    ['dead', percentText(diagnostics.dead), t('quality.deadHelp', { share: percentText(DEAD_SHARE, 1) })],
    ['softness', number(occupancy.softness), t('quality.softnessHelp')],
    [
      'radius',
      number(radius),
      t('quality.radiusHelp', {
        least: metricText(Math.min(...radii), 2),
        most: metricText(Math.max(...radii), 2),
      }),
    ],
    ['least', number(apart?.least), t('quality.distanceHelp', { ratio: ratio(apart?.least) })],
    ['mean', number(apart?.mean), t('quality.distanceHelp', { ratio: ratio(apart?.mean) })],
    ['daviesBouldin', number(diagnostics.daviesBouldin), t('quality.daviesBouldinHelp')],
    ['simplified', number(diagnostics.simplified), t('quality.simplifiedHelp')],
    ['silhouette', number(diagnostics.silhouette), t('quality.silhouetteHelp')],
    ['alike', number(alike?.cosine), t('quality.alikeHelp', { floor: metricText(alike?.floor ?? 0, 2) })],
    ['mix', number(diagnostics.mix), t('quality.mixHelp')],
    ['nmi', number(agreement?.nmi), t('quality.nmiHelp')],
    ['ami', number(agreement?.ami), t('quality.amiHelp')],
    ['homogeneity', number(agreement?.homogeneity), t('quality.homogeneityHelp')],
    ['completeness', number(agreement?.completeness), t('quality.completenessHelp')],
    ['purity', number(agreement?.purity), t('quality.purityHelp')],
    ['ari', number(agreement?.ari), t('quality.ariHelp')],
  ] as const
  return rows.flatMap(([key, value, help]) =>
    value === null ? [] : [{ key, name: t(`quality.${key}`), value, help }],
  )
}
