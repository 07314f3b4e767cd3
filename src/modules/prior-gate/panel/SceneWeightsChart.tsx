import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { Dumbbells, laneMarker, MarkerShape } from '../../../charts/Dumbbells.tsx'
import { countText, metricText } from '../../../charts/format.ts'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import { RidgeAxis } from '../../../charts/Ridge.tsx'
import type { ObservedRows } from '../../../run/events.ts'
import { type SceneWeights, weightsByScene } from '../view/by-scene.ts'
import { THIN_ROWS, type WeightAxis, type Weights } from '../view.ts'

interface SceneWeightsChartProps {
  readonly shown: Weights | null
  readonly observed: ObservedRows | null
  readonly axis: WeightAxis
  readonly provenance: ProvenanceFacts
}

const WIDTH = 380

/** C13: median and quartiles of each field's weight in each scene, fields whose scenes differ most first. */
export function SceneWeightsChart({ shown, observed, axis, provenance }: SceneWeightsChartProps) {
  const { t } = useTranslation('prior-gate')
  const rows = useMemo(
    () => (shown === null || observed === null ? [] : weightsByScene(shown, observed)),
    [shown, observed],
  )
  const scenes = observed?.sceneNames ?? []
  const isThin = rows.some((row) => row.scenes.some((scene) => scene?.isThin === true))
  return (
    <ChartFrame
      chart="C13"
      title={t('scenes.title')}
      finding={t('scenes.reading')}
      provenance={provenance}
      badges={isThin ? [t('scenes.thin', { rows: THIN_ROWS })] : []}
      empty={rows.length === 0 ? t('panel.notRecorded') : scenes.length < 2 ? t('scenes.one') : null}
      table={{
        columns: [t('fields.field'), ...scenes, t('scenes.spread')],
        rows: rows.map(({ field, scenes: own, spread }) => [field, ...own.map(text), metricText(spread, 2)]),
      }}
    >
      <p className="sc-sub" style={{ margin: '0 0 6px', display: 'flex', gap: 14, flexWrap: 'wrap' }}>
        {scenes.map((scene, lane) => (
          <span key={scene}>
            <svg width={12} height={12} aria-hidden="true">
              <MarkerShape marker={laneMarker(lane)} x={6} y={6} />
            </svg>{' '}
            {scene} {t('values.rows', { rows: countText(rows[0]?.scenes[lane]?.rows ?? 0) })}
          </span>
        ))}
      </p>
      <table className="sc-table">
        <thead>
          <tr>
            <th scope="col">{t('fields.field')}</th>
            <td style={{ width: WIDTH }}>
              <RidgeAxis max={axis.top} width={WIDTH} />
            </td>
            {scenes.map((scene) => (
              <th key={scene} scope="col" className="sc-number">
                {scene}
              </th>
            ))}
            <th scope="col" className="sc-number">
              {t('scenes.spread')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ field, scenes: own, spread }) => (
            <tr key={field}>
              <th scope="row">{field}</th>
              <td style={{ padding: '2px 8px' }}>
                <Dumbbells
                  marks={own.map((one) => (one === null ? null : { ...one, middle: one.median }))}
                  max={axis.top}
                  neutral={1}
                  width={WIDTH}
                />
              </td>
              {own.map((one, lane) => (
                <td
                  key={scenes[lane]}
                  className={one?.isThin === true ? 'sc-number sc-hatched' : 'sc-number'}
                >
                  {text(one)}
                </td>
              ))}
              <td className="sc-number">{metricText(spread, 2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ChartFrame>
  )
}

/** Median, and the quartiles after it. */
const text = (one: SceneWeights | null): string =>
  one === null ? '–' : `${metricText(one.median, 2)} (${metricText(one.low, 2)}–${metricText(one.high, 2)})`
