import { NativeSelect } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { countText, metricText } from '../../../charts/format.ts'
import { HeatTable } from '../../../charts/HeatTable.tsx'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import { type Splitter, THIN_ROWS, type WeightScale, type Weights, weightsByValue } from '../view.ts'

interface ValueWeightsChartProps {
  readonly shown: Weights | null
  readonly splitters: readonly Splitter[]
  readonly scale: WeightScale
  readonly provenance: ProvenanceFacts
}

/** C12 and C13: mean weight of each field by value of a prior, or by scene, around 1. */
export function ValueWeightsChart({ shown, splitters, scale, provenance }: ValueWeightsChartProps) {
  const { t } = useTranslation('prior-gate')
  const [chosen, setChosen] = useState(0)
  const splitter = splitters[chosen] ?? splitters[0]
  const table = useMemo(
    () => (shown === null || splitter === undefined ? null : weightsByValue(shown, splitter)),
    [shown, splitter],
  )
  const nameOf = (one: Splitter): string => (one.kind === 'scene' ? t('values.scene') : one.name)
  const values = table?.values ?? []
  return (
    <ChartFrame
      chart="C12"
      title={t('values.title')}
      finding={t(scale === 'raw' ? 'values.rawReading' : 'values.relativeReading')}
      provenance={provenance}
      badges={values.some((value) => value.rows < THIN_ROWS) ? [t('values.thin', { rows: THIN_ROWS })] : []}
      empty={table === null ? t('panel.notRecorded') : null}
      controls={
        <NativeSelect
          size="xs"
          aria-label={t('values.by')}
          value={String(chosen)}
          onChange={(event) => setChosen(Number(event.currentTarget.value))}
          data={splitters.map((one, index) => ({ value: String(index), label: nameOf(one) }))}
        />
      }
    >
      <HeatTable
        corner={splitter === undefined ? '' : nameOf(splitter)}
        columns={values.map((value) => ({
          key: String(value.id),
          name: (
            <>
              {value.label}
              <div className="sc-sub">{t('values.rows', { rows: countText(value.rows) })}</div>
            </>
          ),
        }))}
        center={1}
        full={1}
        rows={(table?.fields ?? []).map(({ field, means }) => ({
          key: field,
          name: field,
          cells: means.map((mean, index) => ({
            value: mean,
            text: metricText(mean, 2),
            isThin: (values[index]?.rows ?? 0) < THIN_ROWS,
          })),
        }))}
      />
    </ChartFrame>
  )
}
