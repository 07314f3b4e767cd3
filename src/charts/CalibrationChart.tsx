import { useTranslation } from 'react-i18next'
import type { ReliabilityBin } from '../core/metrics/reliability.ts'
import { CalibrationPlot } from './CalibrationPlot.tsx'
import { ChartFrame } from './ChartFrame.tsx'
import { type DataTable, numberCell } from './data-table.ts'
import { countText, metricText, signedText } from './format.ts'
import { GroupName } from './GroupName.tsx'
import type { ProvenanceFacts } from './Provenance.tsx'
import type { ChartWords } from './words.ts'

export interface CalibrationPoint extends ReliabilityBin {
  /** Fewer than 30 rows of a class: drawn hollow, and in no finding. */
  readonly isThin: boolean
}
export interface CalibrationGroup {
  readonly id: string
  readonly name: string
  readonly style: number
  readonly seeds: number
  readonly points: readonly CalibrationPoint[]
  /** Mean predicted ÷ observed. */
  readonly calibration: number | null
  /** Expected calibration error with its interval over users. */
  readonly error: number | null
  readonly errorLow: number | null
  readonly errorHigh: number | null
  /** Of the logistic recalibration. */
  readonly slope: number | null
  readonly intercept: number | null
}
interface CalibrationChartProps {
  readonly groups: readonly CalibrationGroup[]
  readonly provenance: ProvenanceFacts
}

/** C19: whether a probability can be believed. */
export function CalibrationChart({ groups, provenance }: CalibrationChartProps) {
  const { t } = useTranslation('charts')
  const hasPositives = groups.some(({ points }) => points.some(({ positives }) => positives > 0))
  const isThin = groups.some(({ points }) => points.some((point) => point.isThin))
  return (
    <ChartFrame
      chart="C19"
      title={t('calibration.title')}
      finding={findings(groups, t).join(' ')}
      provenance={provenance}
      badges={isThin ? [t('calibration.thin')] : []}
      empty={groups.length === 0 ? t('frame.noData') : hasPositives ? null : t('calibration.noPositives')}
      table={tableOf(groups, [
        t('verdict.group'),
        t('calibration.bin'),
        t('slices.rows'),
        t('slices.positiveRows'),
        t('calibration.predicted'),
        t('calibration.observed'),
        t('calibration.low'),
        t('calibration.high'),
      ])}
    >
      <div style={{ display: 'flex', gap: 24, flexWrap: 'wrap' }}>
        <CalibrationPlot groups={groups} />
        <Measures groups={groups} />
      </div>
    </ChartFrame>
  )
}

/** In how many bins the interval holds what was predicted; thin ones are left out. */
function findings(groups: readonly CalibrationGroup[], t: ChartWords): readonly string[] {
  return groups.map(({ name, points }) => {
    const read = points.filter((point) => !point.isThin)
    if (read.length === 0) return t('calibration.allThin', { group: name })
    const holding = read.filter(({ low, high, predicted }) => low <= predicted && predicted <= high).length
    return t('calibration.finding', { group: name, holding, bins: read.length })
  })
}

function Measures({ groups }: { readonly groups: readonly CalibrationGroup[] }) {
  const { t } = useTranslation('charts')
  const text = (value: number | null, digits = 3): string =>
    value === null ? '–' : metricText(value, digits)
  return (
    <table className="sc-table" style={{ width: 'auto', alignSelf: 'start' }}>
      <thead>
        <tr>
          <th scope="col">{t('verdict.group')}</th>
          {(['ratio', 'error', 'slope', 'intercept'] as const).map((key) => (
            <th key={key} scope="col" className="sc-number" title={t(`calibration.${key}Help`)}>
              {t(`calibration.${key}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => (
          <tr key={group.id} data-group={group.id}>
            <th scope="row" className="sc-group-cell">
              <GroupName name={group.name} style={group.style} />
              <div className="sc-sub">{t('roc.mean', { count: group.seeds })}</div>
            </th>
            <td className="sc-number">{text(group.calibration)}</td>
            <td className="sc-number">
              {text(group.error, 4)}
              <div className="sc-sub">
                {group.errorLow === null || group.errorHigh === null
                  ? ''
                  : `[${metricText(group.errorLow)}, ${metricText(group.errorHigh)}]`}
              </div>
            </td>
            <td className="sc-number">{text(group.slope)}</td>
            <td className="sc-number">{group.intercept === null ? '–' : signedText(group.intercept, 3)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function tableOf(groups: readonly CalibrationGroup[], columns: readonly string[]): DataTable {
  return {
    columns,
    rows: groups.flatMap(({ name, points }) =>
      points.map((point, index) => [
        name,
        numberCell(index + 1, String),
        numberCell(point.rows, countText),
        numberCell(point.positives, countText),
        numberCell(point.predicted, metricText),
        numberCell(point.observed, metricText),
        numberCell(point.low, metricText),
        numberCell(point.high, metricText),
      ]),
    ),
  }
}
