import { NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { countText } from '../../../charts/format.ts'
import type { FindAnswer, FoundUser, QuestionOf } from '../../../core/inspect/question.ts'
import type { Issue } from '../../../core/result.ts'
import { Issues } from '../../../ui/Issues.tsx'
import { SliceButton } from '../../../ui/SliceButton.tsx'

interface UserFinderProps {
  readonly found: FindAnswer | null
  readonly isAsking: boolean
  readonly issues: readonly Issue[]
  readonly row: number | null
  readonly tasks: readonly string[]
  onFind(next: Pick<QuestionOf<'find'>, 'user' | 'after'>): void
  /** Makes the user's rows a slice. */
  onSlice(user: FoundUser, users: number): void
  onRow(row: number): void
}

/** Which user, and which of the user's test rows. */
export function UserFinder(props: UserFinderProps) {
  const { found, isAsking, issues, row, tasks, onFind, onSlice, onRow } = props
  const { t } = useTranslation('inside')
  const [text, setText] = useState('')
  function search(event: FormEvent): void {
    event.preventDefault()
    if (text.trim() !== '') onFind({ user: text, after: -1 })
  }
  return (
    <div style={{ display: 'grid', gap: 8 }}>
      <form onSubmit={search} style={{ display: 'flex', gap: 8, flexWrap: 'wrap', alignItems: 'center' }}>
        <TextInput
          size="xs"
          aria-label={t('microscope.userId')}
          placeholder={t('microscope.userId')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" className="sc-tool">
          {t('microscope.find')}
        </button>
        <button
          type="button"
          className="sc-tool"
          onClick={() => onFind({ user: null, after: found?.user.place ?? -1 })}
        >
          {t('microscope.next')}
        </button>
        {found !== null && (
          <NativeSelect
            size="xs"
            aria-label={t('microscope.row')}
            value={String(row ?? '')}
            onChange={(event) => onRow(Number(event.currentTarget.value))}
            data={found.rows.map((one, at) => ({
              value: String(one.row),
              label: [
                t('microscope.rowOf', { number: at + 1, count: found.rowCount }),
                ...(one.scene === '' ? [] : [one.scene]),
                ...(one.item === null ? [] : [one.item]),
                ...tasks.filter((_, task) => one.labels[task] === 1),
              ].join(' · '),
            }))}
          />
        )}
      </form>
      {issues.length > 0 && <Issues issues={issues} />}
      {found === null && isAsking && <p style={{ margin: 0 }}>{t('microscope.asking')}</p>}
      {found !== null && (
        <p style={{ margin: 0 }}>
          <strong>{found.user.name}</strong>{' '}
          {found.user.activity === 0
            ? t('microscope.absent')
            : t('microscope.active', { rows: countText(found.user.activity), decile: found.user.decile })}
          {found.slice !== null && (
            <>
              {' · '}
              {t('microscope.inSlice', {
                users: countText(found.sliceUsers),
                count: found.rowCount,
                rows: countText(found.testRows),
              })}
            </>
          )}{' '}
          <SliceButton what={found.user.name} onPick={() => onSlice(found.user, found.users)} />
        </p>
      )}
    </div>
  )
}
