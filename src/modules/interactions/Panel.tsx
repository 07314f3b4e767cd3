import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../charts/ChartFrame.tsx'
import { countText } from '../../charts/format.ts'
import type { PanelProps } from '../panel-props.ts'
import { unitsOn } from './view.ts'

/** Which units combine the fields, and what the whole model weighs. */
export default function Panel({ config, run }: PanelProps<'interactions'>) {
  const { t } = useTranslation('interactions')
  const units = useMemo(() => unitsOn(config), [config])
  return (
    <ChartFrame chart="units" title={t('panel.title')} provenance={{ seeds: [run.config.seed] }}>
      <table className="sc-table">
        <thead>
          <tr>
            <th scope="col">{t('panel.unit')}</th>
            <th scope="col">{t('panel.size')}</th>
          </tr>
        </thead>
        <tbody>
          {units.map(({ unit, size }) => (
            <tr key={unit}>
              <th scope="row">{t(`unit.${unit}`)}</th>
              <td>{t(`size.${unit}`, { size })}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t('panel.parameters')}</th>
            <td>{run.parameterCount === null ? '–' : countText(run.parameterCount)}</td>
          </tr>
        </tbody>
      </table>
    </ChartFrame>
  )
}
