import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { metricText, signedText } from '../../../charts/format.ts'
import { HeatTable } from '../../../charts/HeatTable.tsx'
import type { Peer } from '../../../run/peers.ts'
import type { Run } from '../../../run/run.ts'
import { useClusterNames } from '../use-cluster-names.ts'
import { centroidCosines } from './separation.ts'

/** C8: cosines between centroids, alike ones side by side, and how far apart so many can be in so many dimensions. */
export function CentroidHeat({ run, peers }: { readonly run: Run; readonly peers: readonly Peer[] }) {
  const { t } = useTranslation('inside')
  const clusters = useClusterNames(run, peers)
  const found = useMemo(() => centroidCosines(run, clusters), [run, clusters])
  const isOff = run.config.modules['user-clusters'] === undefined
  const names = found?.names ?? []
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
              count: names.length,
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
