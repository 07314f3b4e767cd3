import { useTranslation } from 'react-i18next'
import type { Issue } from '../../core/result.ts'
import type { Run } from '../../run/run.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { Issues } from '../../ui/Issues.tsx'

interface WeightsGoneProps {
  readonly title: string
  readonly run: Run
  readonly issues: readonly Issue[]
}

/** Why a trained model cannot be asked; where training its seed again would bring it back, the way to do so. */
export function WeightsGone({ title, run, issues }: WeightsGoneProps) {
  const { t } = useTranslation('inside')
  const { trainAgain } = useActions()
  const datasets = useWorkbench((state) => state.datasets)
  const isGone = issues.some(({ code }) => code === 'inspect.noWeights')
  return (
    <div className="sc-figure" style={{ gap: 10 }}>
      <h2 className="sc-title">{title}</h2>
      <Issues issues={issues} />
      {isGone && datasets.has(run.config.dataset.id) && (
        <button
          type="button"
          className="sc-tool"
          style={{ alignSelf: 'flex-start' }}
          onClick={() => trainAgain(run.id)}
        >
          {t('again', { seed: run.config.seed })}
        </button>
      )}
    </div>
  )
}
