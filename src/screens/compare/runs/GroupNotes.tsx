import { TagsInput, Textarea, TextInput } from '@mantine/core'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { GroupName } from '../../../charts/GroupName.tsx'
import { NO_GROUP_MARK } from '../../../store/compare-view.ts'
import { useActions, useWorkbench } from '../../../store/hooks.ts'
import type { NamedGroup } from '../view.ts'

/** A label, tags and a note for each group. A label stands beside what differs, never instead of it. */
export const GroupNotes = memo(function GroupNotes({ groups }: { readonly groups: readonly NamedGroup[] }) {
  const { t } = useTranslation('compare')
  const { renameGroup, markGroup } = useActions()
  const labels = useWorkbench((state) => state.plan.groups)
  const marks = useWorkbench((state) => state.view.compare.groups)
  return (
    <details className="sc-figure" style={{ display: 'block', marginBottom: 14 }}>
      <summary className="sc-title">{t('groups.title')}</summary>
      <div className="sc-multiples" style={{ marginTop: 10 }}>
        {groups.map(({ id, name, style }) => {
          const mark = marks[id] ?? NO_GROUP_MARK
          return (
            <section key={id}>
              <GroupName name={name} style={style} />
              <TextInput
                size="xs"
                label={t('groups.label')}
                value={labels.find((group) => group.id === id)?.label ?? ''}
                onChange={(event) => renameGroup(id, event.currentTarget.value)}
              />
              <TagsInput
                size="xs"
                label={t('runs.tags')}
                value={[...mark.tags]}
                onChange={(tags) => markGroup(id, { tags })}
              />
              <Textarea
                size="xs"
                label={t('runs.note')}
                autosize
                value={mark.note}
                onChange={(event) => markGroup(id, { note: event.currentTarget.value })}
              />
            </section>
          )
        })}
      </div>
    </details>
  )
})
