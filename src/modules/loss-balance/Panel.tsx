import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../charts/ChartFrame.tsx'
import { countText, plainText } from '../../charts/format.ts'
import { groupColor } from '../../charts/palette.ts'
import { SmallLine } from '../../charts/SmallLine.tsx'
import type { PanelProps } from '../panel-props.ts'
import { type Gauge, type GaugeLine, gaugeLines, gaugesOf, rowsSeen } from './view.ts'

/** What each task's loss counts over training, and what the method steers. */
export default function Panel({ config, run }: PanelProps<'loss-balance'>) {
  const { t } = useTranslation('loss-balance')
  const charts = useMemo(
    () => gaugesOf(config).map((gauge) => ({ gauge, lines: gaugeLines(run, gauge) })),
    [config, run],
  )
  const reading = (gauge: Gauge): string =>
    gauge === 'weight' ? t(`weight.${config.method}`) : t(`${gauge}.reading`)
  return (
    <div style={{ display: 'grid', gap: 14 }}>
      {charts.map(({ gauge, lines }) => (
        <GaugeChart
          key={gauge}
          title={t(`${gauge}.title`)}
          reading={reading(gauge)}
          lines={lines}
          xMax={rowsSeen(run)}
          seed={run.config.seed}
        />
      ))}
    </div>
  )
}

interface GaugeChartProps {
  readonly title: string
  readonly reading: string
  readonly lines: readonly GaugeLine[]
  readonly xMax: number
  readonly seed: number
}

/** Small multiples, one line for each task. */
function GaugeChart({ title, reading, lines, xMax, seed }: GaugeChartProps) {
  const { t } = useTranslation('loss-balance')
  const drawn = lines.filter(({ points }) => points.length > 0)
  const nameOf = ({ task }: GaugeLine): string => task ?? t('conflict.all')
  return (
    <ChartFrame
      chart="balance"
      title={title}
      finding={reading}
      provenance={{ split: 'train', seeds: [seed] }}
      badges={[t('panel.means', { count: Math.max(1, ...drawn.map(({ steps }) => steps)) })]}
      empty={drawn.length > 0 ? null : t('panel.empty')}
      table={{
        columns: [t('panel.task'), t('panel.xName'), t('panel.value')],
        rows: drawn.flatMap((line) =>
          line.points.map(({ x, y }) => [nameOf(line), countText(x), plainText(y)]),
        ),
      }}
    >
      <div className="sc-multiples">
        {drawn.map((line, at) => (
          <div key={nameOf(line)}>
            <strong style={{ fontWeight: 600 }}>{nameOf(line)}</strong>{' '}
            <span className="sc-sub">{t('panel.now', { value: plainText(line.latest ?? Number.NaN) })}</span>
            <SmallLine
              points={line.points}
              color={groupColor(at)}
              xMax={xMax}
              xName={t('panel.xName')}
              label={t('panel.lineLabel', { title, task: nameOf(line) })}
            />
          </div>
        ))}
      </div>
    </ChartFrame>
  )
}
