import { NativeSelect } from '@mantine/core'
import './picked.css'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { countText } from '../../../charts/format.ts'
import { isCustom } from '../../../core/metrics/slice-spec.ts'
import { LEAST_OF_CLASS } from '../../../core/metrics/thin.ts'
import type { Run } from '../../../run/run.ts'
import { LEAST_USERS } from '../../../run/table.ts'
import { useActions, useWorkbench } from '../../../store/hooks.ts'
import { usePickTexts } from '../../../ui/use-pick-texts.ts'
import { sliceName } from '../../compare/slices/words.ts'
import { metricsOf } from '../../compare/view.ts'
import { MOST_WIDE } from './SliceSelect.tsx'
import { lackOf, sharedSlices } from './view.ts'

/** A tab that has a chart which takes a slice. */
export type SlicedTab = 'priors' | 'ranking' | 'users'

interface SliceSubjectProps {
  readonly run: Run
  readonly tab: SlicedTab
}

/** The slice that a chart below and other screens look at: its rows and positives, and what it lacks. */
export function SliceSubject({ run, tab }: SliceSubjectProps) {
  const t = usePickTexts()
  const { t: words } = useTranslation('slices')
  const { setView, dropSlice, readSlice } = useActions()
  const view = useWorkbench((state) => state.view)
  // What is on screen is paced: an answer that is here already is shown at once.
  const report = useWorkbench(({ runs }) => runs.get(run.id)?.report ?? null)
  const saved = view.compare.slices
  const slices = useMemo(() => sharedSlices(run, saved), [run, saved])
  const slice = slices.includes(view.slice) ? view.slice : null
  const own = isCustom(slice) ? slice : null
  const state = useWorkbench(({ slicing }) => (own === null ? undefined : slicing.get(own)))
  useEffect(() => {
    if (own !== null && report !== null) readSlice(own)
  }, [own, report, readSlice])
  const tasks = run.config.schema.tasks.map(({ id }) => id)
  const task = view.task !== null && tasks.includes(view.task) ? view.task : (tasks[0] ?? '')
  const counts = metricsOf(report?.metrics, 'test', task, slice)
  const name = sliceName(words, slice, saved)
  const isGone = run.attempt !== null && state?.gone.includes(run.attempt) === true
  return (
    <>
      <span className="sc-sub">{t(`for.${tab}`)}</span>
      <NativeSelect
        size="xs"
        maw={MOST_WIDE}
        aria-label={t('slice')}
        value={slice ?? ''}
        onChange={(event) => setView({ slice: event.currentTarget.value || null })}
        data={slices.map((one) => ({ value: one ?? '', label: sliceName(words, one, saved) }))}
      />
      <span className="sc-sub" role="status">
        {countsText()}
      </span>
      {own !== null && (
        <button type="button" className="sc-tool sc-slice-tool" onClick={() => dropSlice(own)}>
          {words('saved.remove', { name })}
        </button>
      )}
    </>
  )

  function countsText(): string {
    if (counts === null) {
      if (state?.kind === 'asking') return words('asking')
      return state?.kind === 'refused' ? t('refused') : isGone ? t('gone') : t('unread')
    }
    const { rows, positives, users } = counts
    const told = t('counts', {
      rows: countText(rows),
      positives: countText(positives),
      users: countText(users),
    })
    const lack = lackOf(counts)
    if (lack === null) return told
    return `${told} · ${lack === 'thin' ? t('thin', { least: LEAST_OF_CLASS, users: LEAST_USERS }) : t('oneClass')}`
  }
}
