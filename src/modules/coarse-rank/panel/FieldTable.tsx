import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { metricText } from '../../../charts/format.ts'
import type { ModuleConfig } from '../../specs.ts'
import type { FieldImportance } from '../view.ts'

interface FieldTableProps {
  readonly selection: ModuleConfig<'coarse-rank'>['selection']
  /** Null before anything was recorded. */
  readonly fields: readonly FieldImportance[] | null
  readonly seed: number
}

/** Fields by importance. */
export function FieldTable({ selection, fields, seed }: FieldTableProps) {
  const { t } = useTranslation('coarse-rank')
  const isShuffled = selection === 'permutation'
  const empty = selection === 'none' ? t('fields.off') : fields === null ? t('fields.none') : null
  return (
    <ChartFrame
      chart="coarse-fields"
      title={t('fields.title')}
      finding={t(isShuffled ? 'fields.shuffled' : 'fields.gates')}
      provenance={{ ...(isShuffled ? { split: 'test' as const, slice: null } : {}), seeds: [seed] }}
      empty={empty}
    >
      <table className="sc-table">
        <thead>
          <tr>
            <th scope="col">{t('fields.field')}</th>
            <th scope="col">{t('fields.tower')}</th>
            <th scope="col" className="sc-number">
              {t(isShuffled ? 'fields.lost' : 'fields.gate')}
            </th>
          </tr>
        </thead>
        <tbody>
          {(fields ?? []).map(({ name, tower, value }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{t(`tower.${tower}`)}</td>
              <td className="sc-number">{value === null ? '–' : metricText(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ChartFrame>
  )
}
