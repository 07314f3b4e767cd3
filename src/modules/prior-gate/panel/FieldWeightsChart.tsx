import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { metricText, percentText, signedText } from '../../../charts/format.ts'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import { Ridge, RidgeAxis } from '../../../charts/Ridge.tsx'
import type { BinaryPrior, FieldWeights, WeightAxis, WeightScale } from '../view.ts'

interface FieldWeightsChartProps {
  readonly rows: readonly FieldWeights[]
  /** The same field's bins in the group's other seeds. */
  readonly hairlines: ReadonlyMap<string, readonly (readonly number[])[]>
  readonly priors: readonly BinaryPrior[]
  readonly axis: WeightAxis
  readonly scale: WeightScale
  onScale(scale: WeightScale): void
  readonly provenance: ProvenanceFacts
}

const WIDTH = 380

/** C11: distribution of each field's weight on a fixed axis, and what a binary prior changes in it. */
export function FieldWeightsChart(props: FieldWeightsChartProps) {
  const { rows, hairlines, priors, axis, scale, onScale, provenance } = props
  const { t } = useTranslation('prior-gate')
  const contrastNames = priors.map((prior) => t('fields.contrast', { prior: prior.name }))
  const two = (value: number): string => metricText(value, 2)
  return (
    <ChartFrame
      chart="C11"
      title={t('fields.title')}
      finding={t(scale === 'raw' ? 'fields.rawReading' : 'fields.relativeReading')}
      provenance={provenance}
      badges={[
        axis.isCeiling
          ? t('fields.range', { gamma: String(axis.top) })
          : t('fields.openRange', { top: String(axis.top) }),
        ...(hairlines.size > 0 ? [t('fields.hairlines')] : []),
      ]}
      empty={rows.length === 0 ? t('panel.notRecorded') : null}
      controls={
        <SegmentedControl
          size="xs"
          value={scale}
          onChange={(value) => onScale(value === 'raw' ? 'raw' : 'relative')}
          aria-label={t('fields.scale')}
          data={[
            { value: 'relative', label: t('fields.relative') },
            { value: 'raw', label: t('fields.raw') },
          ]}
        />
      }
      table={{
        columns: [t('fields.field'), '5 %', t('fields.median'), '95 %', ...contrastNames],
        rows: rows.map((row) => [
          row.field,
          two(row.low),
          two(row.median),
          two(row.high),
          ...row.contrasts.map((value) => (value === null ? '–' : signedText(value, 3))),
        ]),
      }}
    >
      <table className="sc-table">
        <thead>
          <tr>
            <th scope="col">{t('fields.field')}</th>
            <td style={{ width: WIDTH }}>
              <RidgeAxis max={axis.top} width={WIDTH} />
            </td>
            <th scope="col" className="sc-number">
              {t('fields.median')}
            </th>
            <th scope="col" className="sc-number">
              {t('fields.spread')}
            </th>
            {contrastNames.map((name, index) => (
              <th
                key={name}
                scope="col"
                className="sc-number"
                title={t('fields.contrastHelp', {
                  prior: priors[index]?.name ?? '',
                  on: priors[index]?.on ?? '',
                  off: priors[index]?.off ?? '',
                })}
              >
                {name}
              </th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.field}>
              <th scope="row">{row.field}</th>
              <td style={{ padding: '2px 8px' }}>
                <Ridge
                  bins={row.bins}
                  hairlines={hairlines.get(row.field) ?? []}
                  max={axis.top}
                  median={row.median}
                  low={row.low}
                  high={row.high}
                  neutral={1}
                  width={WIDTH}
                />
              </td>
              <td className="sc-number">{two(row.median)}</td>
              <td className="sc-number sc-sub">
                {two(row.low)}–{two(row.high)}
              </td>
              {row.contrasts.map((value, index) => (
                <td key={contrastNames[index]} className="sc-number">
                  {value === null ? '–' : signedText(value, 3)}
                </td>
              ))}
              <td className="sc-sub">
                {[
                  ...(row.isInert ? [t('fields.inert')] : []),
                  ...(row.isSaturated ? [t('fields.saturated')] : []),
                  ...(row.beyond > 0 ? [t('fields.beyond', { share: percentText(row.beyond) })] : []),
                ].join(' · ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ChartFrame>
  )
}
