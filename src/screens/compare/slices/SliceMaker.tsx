import { Button, TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type SlicePredicate, sliceKey } from '../../../core/metrics/slice-spec.ts'
import type { ExperimentConfig } from '../../../experiment/config.ts'
import type { SavedSlice } from '../../../store/compare-view.ts'
import { useActions, useWorkbench } from '../../../store/hooks.ts'
import { ConditionRow } from './ConditionRow.tsx'
import { conditionKinds, freshCondition, isWhole, sliceColumns } from './columns.ts'
import { predicateText } from './words.ts'

interface SliceMakerProps {
  /** How the comparison reads its data. */
  readonly config: ExperimentConfig
  readonly scenes: readonly string[]
  readonly saved: readonly SavedSlice[]
  close(): void
}

interface Condition {
  readonly id: number
  readonly predicate: SlicePredicate
}

/** Names a subset of rows by conditions that all hold, and keeps it for every chart. */
export function SliceMaker({ config, scenes, saved, close }: SliceMakerProps) {
  const { t } = useTranslation('slices')
  const { saveSlice } = useActions()
  const info = useWorkbench((state) => state.datasets.get(config.dataset.id))
  const columns = useMemo(() => sliceColumns(config.schema, info ?? null), [config, info])
  const fresh = (): Condition => ({
    id: Math.max(0, ...conditions.map(({ id }) => id)) + 1,
    predicate: freshCondition(conditionKinds(scenes, columns)[0] ?? 'activity', scenes, columns),
  })
  const [conditions, setConditions] = useState<readonly Condition[]>([
    { id: 1, predicate: { kind: 'activity', from: 1, to: 3 } },
  ])
  const [name, setName] = useState('')
  const all = conditions.map(({ predicate }) => predicate)
  const wording = all.map((predicate) => predicateText(t, predicate)).join(t('and'))
  const isReady = all.length > 0 && all.every(isWhole)
  const edit = (id: number, predicate: SlicePredicate): void =>
    setConditions(conditions.map((one) => (one.id === id ? { id, predicate } : one)))
  return (
    <div className="sc-figure" data-testid="slice-maker" style={{ gap: 10 }}>
      <p className="sc-finding">{t('edit.help')}</p>
      {conditions.map(({ id, predicate }) => (
        <ConditionRow
          key={id}
          predicate={predicate}
          scenes={scenes}
          columns={columns}
          edit={(next) => edit(id, next)}
          remove={() => setConditions(conditions.filter((one) => one.id !== id))}
        />
      ))}
      <div className="sc-condition">
        <button type="button" className="sc-tool" onClick={() => setConditions([...conditions, fresh()])}>
          {t('edit.addCondition')}
        </button>
        <TextInput
          size="xs"
          aria-label={t('edit.name')}
          placeholder={isReady ? wording : t('edit.name')}
          value={name}
          style={{ flex: 1, minWidth: 160, maxWidth: 360 }}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button
          size="xs"
          disabled={!isReady}
          onClick={() => {
            saveSlice({ name: name.trim() === '' ? wording : name.trim(), spec: { all } })
            close()
          }}
        >
          {t('edit.save')}
        </Button>
        <Button size="xs" variant="default" onClick={close}>
          {t('edit.cancel')}
        </Button>
      </div>
      <SavedSlices saved={saved} />
    </div>
  )
}

function SavedSlices({ saved }: Pick<SliceMakerProps, 'saved'>) {
  const { t } = useTranslation('slices')
  const { dropSlice, setView } = useActions()
  if (saved.length === 0) return null
  return (
    <ul className="sc-list" aria-label={t('saved.title')}>
      {saved.map(({ name, spec }) => (
        <li key={sliceKey(spec)} className="sc-condition">
          <button type="button" className="sc-tool" onClick={() => setView({ slice: sliceKey(spec) })}>
            {name}
          </button>
          <span className="sc-sub">
            {spec.all.map((predicate) => predicateText(t, predicate)).join(t('and'))}
          </span>
          <button type="button" className="sc-tool" onClick={() => dropSlice(sliceKey(spec))}>
            {t('saved.remove', { name })}
          </button>
        </li>
      ))}
    </ul>
  )
}
