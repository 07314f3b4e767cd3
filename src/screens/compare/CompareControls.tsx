import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isCustom } from '../../core/metrics/slice-spec.ts'
import { useActions } from '../../store/hooks.ts'
import { GroupChips } from './GroupChips.tsx'
import { SliceMaker } from './slices/SliceMaker.tsx'
import { SliceNotice } from './slices/SliceNotice.tsx'
import { sliceName } from './slices/words.ts'
import type { Subject } from './use-subject.ts'

/** Baseline, task, slice and metric, and which groups are drawn. */
export function CompareControls({ subject }: { readonly subject: Subject }) {
  const { t } = useTranslation('compare')
  const { setBaseline, setView, dropSlice } = useActions()
  const { groups, baseline, tasks, slices, selection, view } = subject
  const { t: words } = useTranslation('slices')
  const [isMaking, setIsMaking] = useState(false)
  return (
    <>
      <div style={{ display: 'flex', gap: 12, flexWrap: 'wrap', alignItems: 'end' }}>
        <NativeSelect
          size="xs"
          label={t('select.baseline')}
          value={baseline.id}
          onChange={(event) => setBaseline(event.currentTarget.value)}
          data={groups.map((group) => ({ value: group.id, label: group.name }))}
        />
        <NativeSelect
          size="xs"
          label={t('select.task')}
          value={selection.task}
          onChange={(event) => setView({ task: event.currentTarget.value })}
          data={[...tasks]}
        />
        <NativeSelect
          size="xs"
          label={t('select.slice')}
          maw={420}
          value={selection.slice ?? ''}
          onChange={(event) =>
            setView({ slice: event.currentTarget.value === '' ? null : event.currentTarget.value })
          }
          data={slices.map((slice) => ({
            value: slice ?? '',
            label: sliceName(words, slice, view.compare.slices),
          }))}
        />
        {isCustom(selection.slice) && (
          <button
            type="button"
            className="sc-tool"
            style={{ minHeight: 30 }}
            onClick={() => selection.slice !== null && dropSlice(selection.slice)}
          >
            {words('saved.remove', { name: subject.sliceText })}
          </button>
        )}
        <button
          type="button"
          className="sc-tool"
          aria-expanded={isMaking}
          style={{ minHeight: 30 }}
          onClick={() => setIsMaking(!isMaking)}
        >
          {words('edit.open')}
        </button>
        <NativeSelect
          size="xs"
          label={t('select.metric')}
          value={selection.metric}
          onChange={(event) => setView({ metric: event.currentTarget.value === 'gauc' ? 'gauc' : 'auc' })}
          data={[
            { value: 'auc', label: t('metric.auc') },
            { value: 'gauc', label: t('metric.gauc') },
          ]}
        />
        <GroupChips subject={subject} />
      </div>
      {isMaking && (
        <SliceMaker
          config={baseline.config}
          scenes={subject.prepared?.scenes.map(({ name }) => name) ?? scenesOf(slices)}
          saved={view.compare.slices}
          close={() => setIsMaking(false)}
        />
      )}
      <SliceNotice subject={subject} />
    </>
  )
}

/** Scenes that some run has metrics of. */
const scenesOf = (slices: Subject['slices']): readonly string[] =>
  slices.flatMap((slice) => (slice?.startsWith('scene=') ? [slice.slice('scene='.length)] : []))
