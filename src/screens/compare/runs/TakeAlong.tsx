import { Menu } from '@mantine/core'
import { Download } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { save } from '../../../charts/save.ts'
import { hasWeights } from '../../../store/attempts.ts'
import { knownLink } from '../../../store/file-link.ts'
import { useActions, useSettledRuns, useWorkbench, useWorkbenchState } from '../../../store/hooks.ts'
import { cellsOf, ofCell } from '../../../store/runs.ts'
import { numbersCsv } from './export.ts'
import type { RunRow } from './runs-view.ts'

/** The comparison as files. */
export function TakeAlong({ rows }: { readonly rows: readonly RunRow[] }) {
  const { t } = useTranslation('compare')
  const actions = useActions()
  const isBusy = useWorkbench((state) => state.exporting)
  const visit = useWorkbench((state) => state.visit)
  const plan = useWorkbench((state) => state.plan)
  const runs = useSettledRuns()
  const isTrainedHere = useMemo(
    () =>
      cellsOf(plan).some((cell) => {
        const run = ofCell(runs, cell)
        return run !== null && hasWeights(run, visit)
      }),
    [plan, runs, visit],
  )
  const getState = useWorkbenchState()
  const saveFile = async (weights: 'pytorch' | 'weights' | null) => {
    const link = await knownLink(getState(), actions)
    if (link !== null) actions.saveExperiment(link, weights)
  }
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false} width={320}>
      <Menu.Target>
        <button type="button" className="sc-tool">
          <Download size={13} aria-hidden="true" /> {t('save.title')}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          onClick={() =>
            save('soundcheck-runs.csv', new Blob(['\uFEFF', numbersCsv(rows)], { type: 'text/csv' }))
          }
        >
          {t('save.csv')}
        </Menu.Item>
        <Menu.Item disabled={isBusy} onClick={() => void saveFile(null)}>
          {t('save.file')}
        </Menu.Item>
        {(['weights', 'pytorch'] as const).map((form) => (
          <Menu.Item key={form} disabled={isBusy || !isTrainedHere} onClick={() => void saveFile(form)}>
            {t(`save.${form}`)}
          </Menu.Item>
        ))}
        <Menu.Label fw={400}>{t('save.contains')}</Menu.Label>
        <Menu.Label fw={400}>{t('save.rows')}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  )
}
