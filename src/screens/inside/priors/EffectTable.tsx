import { Checkbox } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { DeltaAxis, DeltaBar } from '../../../charts/DeltaBar.tsx'
import { metricText, signedText } from '../../../charts/format.ts'
import type { Axis } from '../../../charts/ticks.ts'
import type { HeldEffect } from '../../../core/inspect/question.ts'

interface EffectTableProps {
  readonly effects: readonly HeldEffect[]
  /** What the other seeds say of all weights at 1. */
  readonly seeds: readonly number[]
  readonly axis: Axis
  /** Too few rows of a class: hatched. */
  readonly isThin: boolean
  nameOf(effect: HeldEffect): string
  rangeOf(effect: HeldEffect): string
  /** Fields that are held together. */
  readonly ticked: readonly string[]
  onTick(field: string, isOn: boolean): void
}

const WIDTH = 260

/** A line for each field that is held, and for those held together. */
export function EffectTable(props: EffectTableProps) {
  const { effects, seeds, axis, isThin, nameOf, rangeOf, ticked, onTick } = props
  const { t } = useTranslation('inside')
  return (
    <div style={{ overflowX: 'auto' }}>
      <table className="sc-table">
        <thead>
          <tr>
            <th scope="col">{t('neutralise.tick')}</th>
            <th scope="col">{t('neutralise.held')}</th>
            <th scope="col" className="sc-number">
              {t('neutralise.weight')}
            </th>
            <th scope="col" style={{ width: WIDTH }}>
              <DeltaAxis axis={axis} width={WIDTH} />
            </th>
            <th scope="col" className="sc-number">
              Δ AUC
            </th>
            <th scope="col" className="sc-number">
              {t('neutralise.range')}
            </th>
            <th scope="col" className="sc-number">
              {t('neutralise.auc')}
            </th>
          </tr>
        </thead>
        <tbody>
          {effects.map((effect) => {
            const name = nameOf(effect)
            const { what, fields, delta, auc } = effect
            return (
              <tr key={`${what} ${name}`}>
                <td>
                  {what === 'field' && (
                    <Checkbox
                      size="xs"
                      aria-label={t('neutralise.tickOne', { field: name })}
                      checked={ticked.includes(name)}
                      onChange={(event) => onTick(name, event.currentTarget.checked)}
                    />
                  )}
                </td>
                <th scope="row" style={what === 'field' ? {} : { fontWeight: 600 }}>
                  {name}
                </th>
                <td className="sc-number">
                  {what === 'field' ? metricText(fields[0]?.at ?? Number.NaN, 2) : ''}
                </td>
                <td className={isThin ? 'sc-hatched' : undefined}>
                  <DeltaBar {...effect} marks={what === 'all' ? seeds : []} axis={axis} width={WIDTH} />
                </td>
                <td className="sc-number">{delta === null ? '–' : signedText(delta)}</td>
                <td className="sc-number sc-sub">{rangeOf(effect)}</td>
                <td className="sc-number">{auc === null ? '–' : metricText(auc)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
