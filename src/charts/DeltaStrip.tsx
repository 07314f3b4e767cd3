import { memo, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type CurveView, curveQuery, PLAIN_CURVES } from '../core/metrics/training-axis.ts'
import type { BandPoint } from '../run/comparison.ts'
import { TRAINING_SYNC } from './AucOverTraining.tsx'
import { BandPlot } from './BandPlot.tsx'
import { ChartFrame } from './ChartFrame.tsx'
import { CurveTip } from './CurveTip.tsx'
import { labelPoint, within } from './curves.ts'
import { numberCell } from './data-table.ts'
import { deltaFinding } from './findings.ts'
import { countText, placeText, signedText } from './format.ts'
import { meanBands, meanLines, sharedX } from './mean-lines.ts'
import type { ProvenanceFacts } from './Provenance.tsx'
import { groupColor } from './palette.ts'
import { isSame } from './same.ts'
import { axisOf } from './ticks.ts'

/** A group's paired difference to the baseline over training. */
export interface DeltaGroup {
  readonly id: string
  readonly name: string
  readonly style: number
  readonly band: readonly BandPoint[]
}

interface DeltaStripProps {
  readonly groups: readonly DeltaGroup[]
  readonly baselineName: string
  /** First and last point of the AUC chart above. */
  readonly xRange: readonly [number, number]
  readonly provenance: ProvenanceFacts
  readonly showBand: boolean
  readonly view?: CurveView
  onZoom?(from: number, to: number): void
  readonly height?: number
  readonly plain?: boolean
}

/** What of a point decides the axis: its interval, unless two seeds alone make it wide. */
const edgesOf = ({ mean, low, high, n }: BandPoint, showBand: boolean): readonly number[] =>
  showBand && n > 2 && low !== null && high !== null ? [low, high] : [mean]

/** The strip under C1: paired difference to the baseline with its own band and a zero line. */
export const DeltaStrip = memo(Drawn, isSame)

function Drawn(props: DeltaStripProps) {
  const { groups, baselineName, xRange, provenance, showBand, height = 150, plain, onZoom } = props
  const view = props.view ?? PLAIN_CURVES
  const { t } = useTranslation('charts')
  const axis = useMemo(() => {
    const shown = groups.flatMap(({ band }) => within(band, view.zoom))
    return axisOf([0, ...shown.flatMap((point) => edgesOf(point, showBand))], 3, 0.002)
  }, [groups, showBand, view.zoom])
  const [pointed, setPointed] = useState<string | null>(null)
  const lines = useMemo(() => meanLines(groups, view.smooth, pointed), [groups, view.smooth, pointed])
  const bands = useMemo(() => (showBand ? meanBands(groups, pointed) : []), [groups, showBand, pointed])
  const found = deltaFinding(groups)
  const drawn = groups.filter((group) => group.band.length > 0)
  return (
    <ChartFrame
      chart="C1-delta"
      linkView={curveQuery(view)}
      title={t('delta.title', { baseline: baselineName })}
      finding={found === null ? null : t(found.key, found.params)}
      provenance={provenance}
      height={height}
      empty={drawn.length > 0 ? null : t('delta.empty')}
      table={{
        columns: [
          t('auc.group'),
          t(`auc.axis.${view.axis}`),
          t('delta.mean'),
          t('auc.low'),
          t('auc.high'),
          t('auc.seeds'),
        ],
        rows: drawn.flatMap((group) =>
          within(group.band, view.zoom).map((point) => [
            group.name,
            numberCell(point.x, (x) => placeText(x, view.axis)),
            numberCell(point.mean, signedText),
            numberCell(point.low, signedText),
            numberCell(point.high, signedText),
            numberCell(point.n, countText),
          ]),
        ),
      }}
      {...(plain === undefined ? {} : { plain })}
    >
      <BandPlot
        lines={lines}
        bands={bands}
        references={[{ key: 'zero', y: 0, label: null, color: 'var(--sc-ink)', dash: '' }]}
        ends={drawn.flatMap(({ id, name, style, band }) => {
          const read = labelPoint(band, view.zoom)
          if (read === null) return []
          const { mean, n } = read.point
          const value = read.isEnd ? signedText(mean) : `${signedText(mean)} ${t('auc.seedsHere', { n })}`
          return [{ key: id, y: mean, text: name, value, color: groupColor(style), style }]
        })}
        axis={axis}
        {...sharedX(view, ...xRange)}
        yName={t('delta.axis')}
        xName={t(`auc.axis.${view.axis}`)}
        height={height}
        signed
        syncId={TRAINING_SYNC}
        onPoint={setPointed}
        {...(onZoom === undefined ? {} : { onZoom })}
        tip={(x) => <CurveTip groups={drawn} x={x} axis={view.axis} signed />}
      />
    </ChartFrame>
  )
}
