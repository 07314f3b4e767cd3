import { NativeSelect } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Edit, MicroscopeAnswer } from '../../../core/inspect/question.ts'
import type { Run } from '../../../run/run.ts'

interface FieldEditorProps {
  readonly run: Run
  readonly answer: MicroscopeAnswer
  readonly edits: readonly Edit[]
  readonly canStepBack: boolean
  /** Null puts the field back to the row's own value. */
  onEdit(edit: Edit | null, field: string): void
  onStepBack(): void
}

/** The row's features, each to be changed to another value that the model knows. */
export function FieldEditor({ run, answer, edits, canStepBack, onEdit, onStepBack }: FieldEditorProps) {
  const { t } = useTranslation('inside')
  const labelsOf = (field: string): readonly string[] =>
    run.observed?.fields.find(({ name }) => name === field)?.labels ?? []
  return (
    <section style={{ display: 'grid', gap: 6, width: 240 }}>
      <h3 style={{ margin: 0, fontSize: 12.5 }}>{t('microscope.features')}</h3>
      {answer.fields.map(({ name, kind, roles, id, label }) => {
        const now = edits.find(({ field }) => field === name)?.id ?? id
        const isId = kind === 'user' || kind === 'item'
        const own = { value: String(id), label: label === '' ? t('microscope.unknown') : label }
        const others = isId
          ? id === 0
            ? []
            : [{ value: '0', label: t(`microscope.unseen.${kind}`) }]
          : labelsOf(name).map((text, at) => ({
              value: String(at),
              label: at === 0 ? t('microscope.unknown') : text,
            }))
        const options = isId ? [own, ...others] : others
        return (
          <NativeSelect
            key={name}
            size="xs"
            label={
              <>
                {name}{' '}
                <span className="sc-sub">
                  {roles.map((role) => t(`microscope.role.${role}`, { defaultValue: role })).join(' ')}
                </span>
              </>
            }
            value={String(now)}
            data-edited={now !== id || undefined}
            styles={now === id ? {} : { input: { borderColor: 'var(--sc-above)' } }}
            onChange={(event) => {
              const next = Number(event.currentTarget.value)
              onEdit(next === id ? null : { field: name, id: next }, name)
            }}
            data={options}
          />
        )
      })}
      <button type="button" className="sc-tool" disabled={!canStepBack} onClick={onStepBack}>
        {t('microscope.stepBack')}
      </button>
    </section>
  )
}
