import { Slider } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { countText } from '../../../charts/format.ts'

interface EpochSliderProps {
  readonly steps: readonly number[]
  /** Index of a step; null: what the run has kept. */
  readonly at: number | null
  onChange(at: number | null): void
}

/** Goes through the readings of a run; the end is what it has kept. */
export function EpochSlider({ steps, at, onChange }: EpochSliderProps) {
  const { t } = useTranslation('clusters')
  const last = steps.length
  const shown = at ?? last
  const text = shown === last ? t('map.kept') : t('map.atStep', { step: countText(steps[shown] ?? 0) })
  return (
    <div style={{ display: 'flex', gap: 12, alignItems: 'center', height: 26 }}>
      <Slider
        size="sm"
        style={{ flex: 1 }}
        min={0}
        max={last}
        value={shown}
        onChange={(value) => onChange(value >= last ? null : value)}
        label={null}
        thumbLabel={t('map.epoch')}
        thumbProps={{ 'aria-valuetext': text }}
      />
      <span className="sc-sub" style={{ minWidth: 84, textAlign: 'right' }}>
        {text}
      </span>
    </div>
  )
}
