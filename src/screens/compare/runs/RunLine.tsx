import {
  Archive,
  ArchiveRestore,
  ChevronDown,
  ChevronRight,
  Eye,
  EyeOff,
  Pin,
  PinOff,
  Play,
  Trash2,
} from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { countText, metricText } from '../../../charts/format.ts'
import { GroupName } from '../../../charts/GroupName.tsx'
import { isTrainedHere, type Run } from '../../../run/run.ts'
import { useActions, useWorkbench } from '../../../store/hooks.ts'
import { canGoOn } from '../../../store/unfinished.ts'
import type { RunRow } from './runs-view.ts'

interface RunLineProps {
  readonly row: RunRow
  readonly isOpen: boolean
  toggle(id: string): void
  /** What the run opens to; false while it is closed. */
  readonly children: ReactNode
}

const COLUMNS = 10
const whole = (value: number | null): string => (value === null ? '–' : countText(value))

/** One run. Drawn anew only when it changes: a filter over many runs must answer at once. */
export const RunLine = memo(function RunLine({ row, isOpen, toggle, children }: RunLineProps) {
  const { t } = useTranslation('compare')
  const { id, run, mark, status, value } = row
  return (
    <>
      <tr
        data-run={id}
        data-status={run.status.kind}
        className={mark.hidden || mark.archived ? 'sc-dimmed' : undefined}
      >
        <th scope="row" className="sc-group-cell">
          <button
            type="button"
            className="sc-sort"
            aria-expanded={isOpen}
            aria-label={t('runs.open', { group: row.groupName, seed: run.config.seed })}
            onClick={() => toggle(id)}
          >
            {isOpen ? (
              <ChevronDown size={13} aria-hidden="true" />
            ) : (
              <ChevronRight size={13} aria-hidden="true" />
            )}
          </button>
          {row.style === null ? (
            <span className="sc-sub">{t('runs.left', { group: row.groupName })}</span>
          ) : (
            <GroupName name={row.groupName} style={row.style} />
          )}
          {mark.name !== null && <div>{mark.name}</div>}
        </th>
        <td className="sc-number">{run.config.seed}</td>
        <td title={run.status.kind === 'failed' ? run.status.detail : undefined}>
          {t(`runs.state.${status}`)} <span className="sc-sub">{stepText(run)}</span>
          {isTrainedHere(run) ? null : <div className="sc-sub">{t('runs.fromArchive')}</div>}
        </td>
        <td className="sc-number">{whole(run.bestStep)}</td>
        <td className="sc-number">{value === null ? '–' : metricText(value)}</td>
        <td className="sc-number">{whole(run.parameterCount)}</td>
        <td className="sc-number">{run.seconds === null ? '–' : run.seconds.toFixed(1)}</td>
        <td className="sc-number">{whole(run.rowsPerSecond)}</td>
        <td>
          {row.tags.map((tag) => (
            <span key={tag} className="sc-badge">
              {tag}
            </span>
          ))}
        </td>
        <td style={{ whiteSpace: 'nowrap' }}>
          <Marks row={row} />
        </td>
      </tr>
      {children !== false && (
        <tr>
          <td colSpan={COLUMNS}>{children}</td>
        </tr>
      )}
    </>
  )
})

const SIZE = 13

function Marks({ row: { id, run, mark } }: { readonly row: RunRow }) {
  const { t } = useTranslation('compare')
  const { goOn, markRuns, deleteRuns } = useActions()
  const isLeft = useWorkbench(({ unfinished }) => canGoOn(run, unfinished))
  const isActive = ['queued', 'running', 'paused'].includes(run.status.kind)
  const icons = {
    pinned: mark.pinned ? <PinOff size={SIZE} /> : <Pin size={SIZE} />,
    hidden: mark.hidden ? <Eye size={SIZE} /> : <EyeOff size={SIZE} />,
    archived: mark.archived ? <ArchiveRestore size={SIZE} /> : <Archive size={SIZE} />,
  }
  return (
    <>
      {isLeft && (
        <button
          type="button"
          className="sc-icon"
          aria-label={t('runs.goOn')}
          title={t('runs.goOn')}
          onClick={() => goOn(id)}
        >
          <Play size={SIZE} />
        </button>
      )}
      {(['pinned', 'hidden', 'archived'] as const).map((key) => (
        <button
          key={key}
          type="button"
          className="sc-icon"
          aria-pressed={mark[key]}
          aria-label={t(`runs.${key}.${mark[key] ? 'off' : 'on'}`)}
          title={t(`runs.${key}.${mark[key] ? 'off' : 'on'}`)}
          onClick={() => markRuns([id], { [key]: !mark[key] })}
        >
          {icons[key]}
        </button>
      ))}
      <button
        type="button"
        className="sc-icon"
        disabled={isActive}
        aria-label={t('runs.delete')}
        title={t('runs.delete')}
        onClick={() => deleteRuns([id])}
      >
        <Trash2 size={SIZE} />
      </button>
    </>
  )
}

function stepText({ status, totalSteps }: Run): string {
  const total = totalSteps === null ? '' : ` / ${countText(totalSteps)}`
  switch (status.kind) {
    case 'queued':
    case 'failed':
      return ''
    case 'running':
    case 'paused':
    case 'ended':
      return `${countText(status.step)}${total}`
    default:
      return status satisfies never
  }
}
