import { Textarea } from '@mantine/core'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { useActions, useWorkbench } from '../../store/hooks.ts'

/**
 * What was expected before, and what is made of it now; kept with the comparison. Each rendering measures the texts, and
 * with them the whole page: not once more for what a run tells.
 */
export const ComparisonNotes = memo(() => {
  const { t } = useTranslation('compare')
  const { noteComparison } = useActions()
  const compare = useWorkbench((state) => state.view.compare)
  const isEmpty = compare.hypothesis === '' && compare.note === ''
  return (
    <details className="sc-figure" style={{ display: 'block' }} open={!isEmpty || undefined}>
      <summary className="sc-title">{t('notes.title')}</summary>
      <div className="sc-halves" style={{ marginTop: 8 }}>
        {(['hypothesis', 'note'] as const).map((key) => (
          <Textarea
            key={key}
            size="xs"
            label={t(`notes.${key}`)}
            placeholder={t(`notes.${key}Help`)}
            autosize
            minRows={2}
            value={compare[key]}
            onChange={(event) => noteComparison({ [key]: event.currentTarget.value })}
          />
        ))}
      </div>
    </details>
  )
})
