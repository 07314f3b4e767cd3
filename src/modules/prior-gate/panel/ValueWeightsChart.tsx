import { NativeSelect } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { BinMeans } from '../../../charts/BinMeans.tsx'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { countText, halfText, metricText } from '../../../charts/format.ts'
import { HeatTable } from '../../../charts/HeatTable.tsx'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import { SliceButton } from '../../../ui/SliceButton.tsx'
import type { PanelProps } from '../../panel-props.ts'
import { equalCountBins, isOrdered } from '../view/ordered.ts'
import { valueSlice } from '../view/value-slice.ts'
import { type Splitter, THIN_ROWS, type WeightScale, type Weights, weightsByValue } from '../view.ts'

interface ValueWeightsChartProps {
  readonly shown: Weights | null
  readonly splitters: readonly Splitter[]
  readonly scale: WeightScale
  readonly provenance: ProvenanceFacts
  readonly onSlice: PanelProps<'prior-gate'>['onSlice']
}

const HEIGHT = 240
const ALL = ''

/** C12: mean weight of each field by value of a prior, or by scene, around 1: a heat map, or one field's line over an ordered prior. */
export function ValueWeightsChart({ shown, splitters, scale, provenance, onSlice }: ValueWeightsChartProps) {
  const { t } = useTranslation('prior-gate')
  const [chosen, setChosen] = useState(0)
  const [wanted, setField] = useState(ALL)
  const splitter = splitters[chosen] ?? splitters[0]
  const ordered = splitter !== undefined && isOrdered(splitter)
  const cut = useMemo(
    () => (splitter === undefined || !ordered ? splitter : equalCountBins(splitter)),
    [splitter, ordered],
  )
  const table = useMemo(
    () => (shown === null || cut === undefined ? null : weightsByValue(shown, cut)),
    [shown, cut],
  )
  const nameOf = (one: Splitter): string => (one.kind === 'scene' ? t('values.scene') : one.name)
  const values = table?.values ?? []
  const fields = table?.fields ?? []
  const line = ordered ? fields.find(({ field }) => field === wanted) : undefined
  const labelOf = (value: (typeof values)[number]): string =>
    value.isMissing ? t('values.missing') : value.label
  const isThin = (index: number): boolean => (values[index]?.rows ?? 0) < THIN_ROWS
  const meanText = (mean: number, half: number | null | undefined): string =>
    half == null ? metricText(mean, 2) : `${metricText(mean, 2)} ${halfText(half, 3)}`
  return (
    <ChartFrame
      chart="C12"
      title={t('values.title')}
      finding={t(scale === 'raw' ? 'values.rawReading' : 'values.relativeReading')}
      provenance={provenance}
      badges={[
        t('values.interval'),
        ...(values.some((value) => value.rows < THIN_ROWS) ? [t('values.thin', { rows: THIN_ROWS })] : []),
      ]}
      empty={table === null ? t('panel.notRecorded') : null}
      controls={
        <>
          <NativeSelect
            size="xs"
            aria-label={t('values.by')}
            value={String(chosen)}
            onChange={(event) => setChosen(Number(event.currentTarget.value))}
            data={splitters.map((one, index) => ({ value: String(index), label: nameOf(one) }))}
          />
          {ordered && (
            <NativeSelect
              size="xs"
              aria-label={t('values.field')}
              value={line === undefined ? ALL : wanted}
              onChange={(event) => setField(event.currentTarget.value)}
              data={[
                { value: ALL, label: t('values.allFields') },
                ...fields.map(({ field }) => ({ value: field, label: field })),
              ]}
            />
          )}
        </>
      }
      table={{
        columns: [
          t('fields.field'),
          ...values.map((value) => `${labelOf(value)} (${countText(value.rows)})`),
        ],
        rows: fields.map(({ field, means, halves }) => [
          field,
          ...means.map((mean, index) => meanText(mean, halves[index])),
        ]),
      }}
    >
      {line === undefined ? (
        <HeatTable
          corner={splitter === undefined ? '' : nameOf(splitter)}
          columns={values.map((value) => ({
            key: String(value.id),
            name: (
              <>
                {labelOf(value)}
                <div className="sc-sub">{t('values.rows', { rows: countText(value.rows) })}</div>
                {sliceButton(value)}
              </>
            ),
          }))}
          center={1}
          full={1}
          rows={fields.map(({ field, means, halves }) => ({
            key: field,
            name: field,
            cells: means.map((mean, index) => ({
              value: mean,
              text: meanText(mean, halves[index]),
              isThin: isThin(index),
            })),
          }))}
        />
      ) : (
        <BinMeans
          name={t('values.title')}
          neutral={1}
          height={HEIGHT}
          bins={values.map((value, index) => ({
            key: String(value.id),
            label: labelOf(value),
            note: t('values.rows', { rows: countText(value.rows) }),
            mean: line.means[index] ?? 1,
            half: line.halves[index] ?? null,
            isThin: isThin(index),
            isApart: value.isMissing,
          }))}
        />
      )}
    </ChartFrame>
  )

  function sliceButton(value: (typeof values)[number]) {
    const pick = cut === undefined ? null : valueSlice(cut, value.id)
    if (pick === null || onSlice === null || cut === undefined) return null
    return <SliceButton what={`${nameOf(cut)} ${labelOf(value)}`} onPick={() => onSlice(pick)} />
  }
}
