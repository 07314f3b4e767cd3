import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { countText, percentText, plainText } from '../../../charts/format.ts'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import { groupColor } from '../../../charts/palette.ts'
import { StackedAreas } from '../../../charts/StackedAreas.tsx'
import type { LedgerCourse } from './ledger.ts'

interface SharesChartProps {
  readonly course: LedgerCourse
  readonly batchSize: number
  readonly xMax: number
  readonly provenance: ProvenanceFacts
}

/** C9 over training: what share of the gradient on the shared trunk each weighted term is, or what it adds to the loss. */
export function SharesChart({ course, batchSize, xMax, provenance }: SharesChartProps) {
  const { t } = useTranslation('inside')
  const [view, setView] = useState<'pulls' | 'weighted'>('pulls')
  const [isolated, setIsolated] = useState<string | null>(null)
  const shown = course[view]
  const textOf = (value: number | null): string => {
    if (value === null) return '–'
    return view === 'pulls' ? percentText(value, 1) : plainText(value)
  }
  const terms = [...shown].map(([name, values], i) => ({ key: name, name, color: groupColor(i), values }))
  return (
    <ChartFrame
      chart="C9-course"
      title={t('shares.title')}
      finding={t(`shares.${view}Reading`)}
      provenance={provenance}
      empty={course.steps.length === 0 ? t('shares.empty') : null}
      controls={
        <SegmentedControl
          size="xs"
          value={view}
          onChange={(value) => setView(value === 'weighted' ? 'weighted' : 'pulls')}
          aria-label={t('shares.view')}
          data={(['pulls', 'weighted'] as const).map((value) => ({ value, label: t(`shares.${value}`) }))}
        />
      }
      table={{
        columns: [t('shares.step'), ...terms.map(({ name }) => name)],
        rows: course.steps.map((step, i) => [
          countText(step),
          ...terms.map(({ values }) => textOf(values[i] ?? null)),
        ]),
      }}
    >
      <StackedAreas
        xs={course.steps.map((step) => step * batchSize)}
        series={terms}
        xMax={xMax}
        xName={t('intra.rowsSeen')}
        label={t('shares.title')}
        height={220}
        isolated={isolated}
      />
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 6, marginTop: 6 }}>
        {terms.map(({ key, name, color, values }) => (
          <button
            key={key}
            type="button"
            className="sc-tool"
            aria-pressed={isolated === key}
            onClick={() => setIsolated(isolated === key ? null : key)}
          >
            <span className="sc-swatch" style={{ background: color, marginRight: 5 }} />
            {name} {textOf(values.at(-1) ?? null)}
          </button>
        ))}
      </div>
    </ChartFrame>
  )
}
