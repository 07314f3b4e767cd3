import { useTranslation } from 'react-i18next'
import { save } from '../../../charts/save.ts'
import type { Run } from '../../../run/run.ts'
import { configJson, runJson } from '../../../run/run-file.ts'
import { hasWeights } from '../../../store/attempts.ts'
import { useActions, useWorkbench } from '../../../store/hooks.ts'
import { metricsCsv } from './export.ts'

interface RunFilesProps {
  readonly run: Run
  /** What the files of the trained model say of themselves. */
  readonly title: string
}

/** Everything of a run that can be taken along as a file. */
export function RunFiles({ run, title }: RunFilesProps) {
  const { t } = useTranslation('compare')
  const { exportModel } = useActions()
  const isBusy = useWorkbench((state) => state.exporting)
  const visit = useWorkbench((state) => state.visit)
  const fileName = run.id.replace(/[^\w-]+/g, '-')
  const texts = [
    ['json', `${fileName}.json`, runJson, 'application/json'],
    ['config', `${fileName}-config.json`, configJson, 'application/json'],
    ['csv', `${fileName}.csv`, metricsCsv, 'text/csv'],
  ] as const
  return (
    <div className="sc-condition" style={{ marginTop: 8, flexWrap: 'wrap' }} data-testid="run-files">
      {texts.map(([key, name, textOf, type]) => (
        <button
          key={key}
          type="button"
          className="sc-tool"
          title={t(`detail.${key}.hint`)}
          onClick={() => save(name, new Blob([textOf(run)], { type }))}
        >
          {t(`detail.${key}`)}
        </button>
      ))}
      {(['weights', 'pytorch', 'onnx'] as const).map((form) => (
        <button
          key={form}
          type="button"
          className="sc-tool"
          title={t(`detail.${form}.hint`)}
          disabled={isBusy || !hasWeights(run, visit)}
          onClick={() => exportModel(run, title, form)}
        >
          {t(`detail.${form}`)}
        </button>
      ))}
    </div>
  )
}
