import { Checkbox, NativeSelect } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { SMOOTHINGS, TRAINING_AXES } from '../../core/metrics/training-axis.ts'
import { useActions } from '../../store/hooks.ts'
import type { View } from '../../store/state.ts'

interface CurveControlsProps {
  readonly view: View
  /** First and last point of the curves. */
  readonly range: readonly [number, number]
}

/** How the curves over training are drawn: what x is, what is shown beside the means, which part. */
export function CurveControls({ view, range }: CurveControlsProps) {
  const { t } = useTranslation('compare')
  const { setView } = useActions()
  const { curves } = view
  const change = (part: Partial<View['curves']>) => setView({ curves: { ...curves, ...part } })
  const [from, to] = curves.zoom ?? range
  return (
    <div className="sc-tools" style={{ justifyContent: 'flex-start', gap: 16 }}>
      <NativeSelect
        size="xs"
        aria-label={t('training.axis')}
        value={curves.axis}
        // Another axis has other units: what was zoomed into is not there.
        onChange={(event) => {
          const axis = TRAINING_AXES.find((one) => one === event.currentTarget.value) ?? curves.axis
          change({ axis, zoom: null })
        }}
        data={TRAINING_AXES.map((axis) => ({ value: axis, label: t(`training.axis.${axis}`) }))}
      />
      <NativeSelect
        size="xs"
        aria-label={t('training.smooth')}
        value={String(curves.smooth)}
        onChange={(event) =>
          change({ smooth: SMOOTHINGS.find((one) => String(one) === event.currentTarget.value) ?? 0 })
        }
        data={SMOOTHINGS.map((weight) => ({
          value: String(weight),
          label: weight === 0 ? t('training.smooth.off') : t('training.smooth.by', { weight }),
        }))}
      />
      <Checkbox
        size="xs"
        label={t('training.log')}
        checked={curves.log}
        onChange={(event) => change({ log: event.currentTarget.checked })}
      />
      <Checkbox
        size="xs"
        label={t('training.seeds')}
        checked={view.showSeeds}
        onChange={(event) => setView({ showSeeds: event.currentTarget.checked })}
      />
      <Checkbox
        size="xs"
        label={t('training.band')}
        checked={view.showBand}
        onChange={(event) => setView({ showBand: event.currentTarget.checked })}
      />
      <button
        type="button"
        className="sc-tool"
        title={t('training.zoomHelp')}
        onClick={() => change({ zoom: [(from + to) / 2, to] })}
      >
        {t('training.zoomIn')}
      </button>
      {curves.zoom !== null && (
        <button type="button" className="sc-tool" onClick={() => change({ zoom: null })}>
          {t('training.zoomOut')}
        </button>
      )}
    </div>
  )
}
