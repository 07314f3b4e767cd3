import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { metricText, signedText } from '../../../charts/format.ts'
import { HeatTable } from '../../../charts/HeatTable.tsx'
import type { Run } from '../../../run/run.ts'
import { centroidCosines } from './separation.ts'

/** C8: cosines between centroids, alike ones side by side, and how far apart so many can be in so many dimensions. */
export function CentroidHeat({ run }: { readonly run: Run }) {
  const { t } = useTranslation('inside')
  const found = useMemo(() => centroidCosines(run), [run])
  const isOff = run.config.modules['user-clusters'] === undefined
  const names = (found?.order ?? []).map((cluster) => t('cosines.cluster', { number: cluster + 1 }))
  const empty = isOff ? t('intra.off') : t('cosines.none')
  const cellOf = (value: number) => ({
    value: Number.isNaN(value) ? null : value,
    text: Number.isNaN(value) ? '–' : signedText(value, 2),
    isThin: false,
  })
  return (
    <ChartFrame
      chart="C8-cosines"
      title={t('cosines.title')}
      finding={
        found === null
          ? null
          : t(`cosines.${found.reach.kind}`, {
              largest: found.largest === null ? '–' : metricText(found.largest, 2),
              reach: metricText(found.reach.value, 2),
              count: found.order.length,
              dimensions: found.dimensions,
            })
      }
      provenance={{ seeds: [run.config.seed], ...(found === null ? {} : { step: found.step }) }}
      empty={found === null ? empty : null}
      table={{
        columns: [t('cosines.corner'), ...names],
        rows: (found?.cosines ?? []).map((row, i) => [
          names[i] ?? '',
          ...row.map((value) => cellOf(value).text),
        ]),
      }}
    >
      <HeatTable
        corner={t('cosines.corner')}
        columns={names.map((name) => ({ key: name, name }))}
        center={0}
        full={1}
        rows={(found?.cosines ?? []).map((row, i) => ({
          key: names[i] ?? '',
          name: names[i],
          cells: row.map(cellOf),
        }))}
      />
    </ChartFrame>
  )
}
