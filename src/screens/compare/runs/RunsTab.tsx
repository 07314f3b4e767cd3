import { Checkbox, TextInput } from '@mantine/core'
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { type DataTable, numberCell } from '../../../charts/data-table.ts'
import { metricText } from '../../../charts/format.ts'
import { useActions, usePacedRuns, useWorkbench } from '../../../store/hooks.ts'
import type { Subject } from '../use-subject.ts'
import { GroupNotes } from './GroupNotes.tsx'
import { RunDetail } from './RunDetail.tsx'
import { RunLine } from './RunLine.tsx'
import { askedRows, type RunRow, type RunsAsked, runRows, type SortKey } from './runs-view.ts'
import { TakeAlong } from './TakeAlong.tsx'

const COLUMNS: readonly (readonly [SortKey, isNumber: boolean])[] = [
  ['group', false],
  ['seed', true],
  ['status', false],
  ['best', true],
  ['value', true],
  ['parameters', true],
  ['seconds', true],
  ['speed', true],
]

/** Every run that is here: sorted, filtered, marked, opened, deleted and brought back. */
export function RunsTab({ subject }: { readonly subject: Subject }) {
  const { t } = useTranslation('compare')
  const { groups, selection, view, baseline } = subject
  const plan = useWorkbench((state) => state.plan)
  const runs = usePacedRuns()
  const [asked, setAsked] = useState<RunsAsked>({
    filter: '',
    sort: 'group',
    descending: false,
    showHidden: false,
    showArchived: false,
  })
  const [open, setOpen] = useState<string | null>(null)
  const rows = useMemo(
    () => runRows(plan, groups, runs, view.compare, selection),
    [plan, groups, runs, view.compare, selection],
  )
  const shown = useMemo(() => askedRows(rows, asked), [rows, asked])
  // Rows that a filter leaves out stay drawn and are not displayed: to take them out and in again would take too long.
  const { sort, descending } = asked
  const all = useMemo(
    () => askedRows(rows, { filter: '', sort, descending, showHidden: true, showArchived: true }),
    [rows, sort, descending],
  )
  const isShown = useMemo(() => new Set(shown.map(({ id }) => id)), [shown])
  const toggle = useCallback((id: string) => setOpen((now) => (now === id ? null : id)), [])
  const table = useMemo(
    () =>
      tableOf(shown, [
        ...(['group', 'seed', 'status', 'best'] as const).map((key) => t(`runs.${key}`)),
        t('runs.metric', { metric: t(`metric.${selection.metric}`) }),
        ...(['parameters', 'seconds', 'speed', 'name', 'tags', 'note'] as const).map((key) =>
          t(`runs.${key}`),
        ),
      ]),
    [shown, t, selection.metric],
  )
  return (
    <>
      <GroupNotes groups={groups} />
      <ChartFrame chart="runs" title={t('runs.title')} reading={t('runs.reading')} table={table}>
        <Controls asked={asked} ask={setAsked} shown={shown} all={rows.length} />
        <table className="sc-table sc-runs" data-testid="runs">
          <thead>
            <tr>
              {COLUMNS.map(([key, isNumber]) => (
                <th
                  key={key}
                  scope="col"
                  className={isNumber ? 'sc-number' : undefined}
                  aria-sort={asked.sort === key ? (asked.descending ? 'descending' : 'ascending') : undefined}
                >
                  <button
                    type="button"
                    className="sc-sort"
                    onClick={() =>
                      setAsked({ ...asked, sort: key, descending: asked.sort === key && !asked.descending })
                    }
                  >
                    {key === 'value'
                      ? t('runs.metric', { metric: t(`metric.${selection.metric}`) })
                      : t(`runs.${key}`)}
                    <span aria-hidden="true">
                      {asked.sort === key ? (asked.descending ? ' ▾' : ' ▴') : ''}
                    </span>
                  </button>
                </th>
              ))}
              <th scope="col">{t('runs.tags')}</th>
              <th scope="col">{t('runs.actions')}</th>
            </tr>
          </thead>
          {all.map((row) => (
            <tbody key={row.id} hidden={!isShown.has(row.id)}>
              <RunLine row={row} isOpen={open === row.id} toggle={toggle}>
                {open === row.id && (
                  <RunDetail
                    row={row}
                    group={groups.find(({ id }) => id === row.groupId)?.runs ?? [row.run]}
                    baseline={baseline.runs}
                  />
                )}
              </RunLine>
            </tbody>
          ))}
        </table>
      </ChartFrame>
    </>
  )
}

interface ControlsProps {
  readonly asked: RunsAsked
  readonly shown: readonly RunRow[]
  readonly all: number
  ask(asked: RunsAsked): void
}

function Controls({ asked, ask, shown, all }: ControlsProps) {
  const { t } = useTranslation('compare')
  const { undoDelete } = useActions()
  const last = useWorkbench((state) => state.bin).at(-1)
  return (
    <div className="sc-condition" style={{ marginBottom: 8, gap: 14 }}>
      <TextInput
        size="xs"
        w={260}
        aria-label={t('runs.filter')}
        placeholder={t('runs.filter')}
        value={asked.filter}
        onChange={(event) => ask({ ...asked, filter: event.currentTarget.value })}
      />
      {(['showHidden', 'showArchived'] as const).map((key) => (
        <Checkbox
          key={key}
          size="xs"
          label={t(`runs.${key}`)}
          checked={asked[key]}
          onChange={(event) => ask({ ...asked, [key]: event.currentTarget.checked })}
        />
      ))}
      <span className="sc-sub">{t('runs.shown', { shown: shown.length, count: all })}</span>
      {last !== undefined && (
        <button type="button" className="sc-tool" onClick={undoDelete}>
          {t('runs.undo', { count: last.length })}
        </button>
      )}
      <TakeAlong rows={shown} />
    </div>
  )
}

const tableOf = (rows: readonly RunRow[], columns: readonly string[]): DataTable => ({
  columns,
  rows: rows.map(({ run, groupName, status, value, mark, tags }) => [
    groupName,
    numberCell(run.config.seed, String),
    status,
    numberCell(run.bestStep, String),
    numberCell(value, metricText),
    numberCell(run.parameterCount, String),
    numberCell(run.seconds, (seconds) => seconds.toFixed(1)),
    numberCell(run.rowsPerSecond, (speed) => speed.toFixed(0)),
    mark.name ?? '',
    tags.join(', '),
    mark.note,
  ]),
})
