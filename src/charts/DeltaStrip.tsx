import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { BandPoint } from '../run/comparison.ts'
import { TRAINING_SYNC } from './AucOverTraining.tsx'
import { BandPlot } from './BandPlot.tsx'
import { ChartFrame } from './ChartFrame.tsx'
import { CurveTip } from './CurveTip.tsx'
import { numberCell } from './data-table.ts'
import { seedsAtEnd } from './EndLabels.tsx'
import { countText, signedText } from './format.ts'
import type { ProvenanceFacts } from './Provenance.tsx'
import { groupColor, groupDash } from './palette.ts'
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
  /** Right end of the AUC chart above. */
  readonly xMax: number
  readonly provenance: ProvenanceFacts
  readonly showBand: boolean
  readonly height?: number
  readonly plain?: boolean
}

/** What of a point decides the axis: its interval, unless two seeds alone make it wide. */
const edgesOf = ({ mean, low, high, n }: BandPoint, showBand: boolean): readonly number[] =>
  showBand && n > 2 && low !== null && high !== null ? [low, high] : [mean]

/** The strip under C1: paired difference to the baseline with its own band and a zero line. */
export function DeltaStrip(props: DeltaStripProps) {
  const { groups, baselineName, xMax, provenance, showBand, height = 150, plain } = props
  const { t } = useTranslation('charts')
  const axis = useMemo(
    () =>
      axisOf(
        [0, ...groups.flatMap((group) => group.band.flatMap((point) => edgesOf(point, showBand)))],
        3,
        0.002,
      ),
    [groups, showBand],
  )
  const lines = useMemo(
    () =>
      groups.map((group) => ({
        key: group.id,
        color: groupColor(group.style),
        dash: groupDash(group.style),
        width: 2,
        opacity: 1,
        points: group.band.map((point) => ({ x: point.x, y: point.mean })),
      })),
    [groups],
  )
  const bands = useMemo(
    () =>
      groups.map((group) => ({
        key: group.id,
        color: groupColor(group.style),
        points: group.band.flatMap(({ x, low, high }) =>
          !showBand || low === null || high === null ? [] : [{ x, low, high }],
        ),
      })),
    [groups, showBand],
  )
  const drawn = groups.filter((group) => group.band.length > 0)
  return (
    <ChartFrame
      chart="C1-delta"
      title={t('delta.title', { baseline: baselineName })}
      provenance={provenance}
      height={height}
      empty={drawn.length > 0 ? null : t('delta.empty')}
      table={{
        columns: [
          t('auc.group'),
          t('auc.rowsSeen'),
          t('delta.mean'),
          t('auc.low'),
          t('auc.high'),
          t('auc.seeds'),
        ],
        rows: drawn.flatMap((group) =>
          group.band.map((point) => [
            group.name,
            numberCell(point.x, countText),
            numberCell(point.mean, signedText),
            numberCell(point.low, signedText),
            numberCell(point.high, signedText),
            numberCell(point.n, String),
          ]),
        ),
      }}
      {...(plain === undefined ? {} : { plain })}
    >
      <BandPlot
        lines={lines}
        bands={bands}
        references={[{ key: 'zero', y: 0, label: null, color: 'var(--sc-ink)', dash: '' }]}
        ends={drawn.flatMap((group) => {
          const last = group.band.at(-1)
          const { id, name, style } = group
          const value = signedText(last?.mean ?? 0)
          return last === undefined
            ? []
            : [
                {
                  key: id,
                  y: last.mean,
                  text: name,
                  value,
                  seeds: seedsAtEnd(group.band),
                  color: groupColor(style),
                  style,
                },
              ]
        })}
        axis={axis}
        xMax={xMax}
        yName={t('delta.axis')}
        xName={t('auc.rowsSeen')}
        height={height}
        signed
        syncId={TRAINING_SYNC}
        tip={(x) => <CurveTip groups={drawn} x={x} signed />}
      />
    </ChartFrame>
  )
}
