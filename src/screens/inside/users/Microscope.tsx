import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { plainText } from '../../../charts/format.ts'
import type { Edit, FoundUser, QuestionOf } from '../../../core/inspect/question.ts'
import type { Peer } from '../../../run/peers.ts'
import type { Run } from '../../../run/run.ts'
import { canBeAsked } from '../ranking/view.ts'
import { useSliceChoice } from '../slices/use-slice-choice.ts'
import { useClusterNames } from '../use-cluster-names.ts'
import { useInspection } from '../use-inspection.ts'
import { WeightsGone } from '../WeightsGone.tsx'
import { FieldEditor } from './FieldEditor.tsx'
import { Stations } from './Stations.tsx'
import { UserFinder } from './UserFinder.tsx'
import { useStations } from './use-stations.ts'

/** Which user is looked for, in the list of which slice. */
interface Wanted {
  readonly user: string | null
  readonly after: number
  readonly slice: string | null
}
const FIRST: Wanted = { user: null, after: -1, slice: null }

interface MicroscopeProps {
  readonly run: Run
  readonly peers: readonly Peer[]
  /** Makes a user's rows a slice; with how many users test has. */
  onSlice(user: FoundUser, users: number): void
}

/** C26: one test row from its features to its probabilities, and what becomes of it when a feature is another. */
export function Microscope({ run, peers, onSlice }: MicroscopeProps) {
  const { t } = useTranslation('inside')
  const { asked, slice, textOf } = useSliceChoice(run)
  const [wanted, setWanted] = useState<Wanted>(FIRST)
  // Users of another slice are another list.
  const { user, after } = wanted.slice === slice ? wanted : FIRST
  const find = useMemo<QuestionOf<'find'>>(
    () => ({ kind: 'find', user, after, ...asked }),
    [user, after, asked],
  )
  const [chosen, setRow] = useState<number | null>(null)
  /** Every state of the edits, the latest last. */
  const [history, setHistory] = useState<readonly (readonly Edit[])[]>([[]])
  const able = canBeAsked(run)
  const found = useInspection(run, 'find', able ? find : null)
  const listed = found.answer?.slice === slice ? found.answer : null
  const rows = listed?.rows ?? []
  const row = rows.find((one) => one.row === chosen)?.row ?? rows[0]?.row ?? null
  const edits = history.at(-1) ?? []
  const question = useMemo<QuestionOf<'microscope'> | null>(
    () => (row === null ? null : { kind: 'microscope', row, edits }),
    [row, edits],
  )
  const { answer, issues } = useInspection(run, 'microscope', question)
  const stations = useStations(answer, run, useClusterNames(run, peers))
  function look(next: () => void): void {
    setHistory([[]])
    next()
  }
  function edit(change: Edit | null, field: string): void {
    const others = edits.filter((one) => one.field !== field)
    setHistory([...history, change === null ? others : [...others, change]])
  }
  const isGone = [...found.issues, ...issues].some(({ code }) => code === 'inspect.noWeights')
  if (isGone || issues.length > 0) {
    const all = issues.length > 0 ? issues : found.issues
    return <WeightsGone title={t('microscope.title')} run={run} issues={all} />
  }
  const seen = answer?.row === row ? answer : null
  return (
    <ChartFrame
      chart="C26"
      title={t('microscope.title')}
      finding={t('microscope.reading')}
      provenance={{ split: 'test', slice: textOf(slice), seeds: [run.config.seed] }}
      badges={[t('microscope.private')]}
      empty={able ? null : t('neutralise.notEnded')}
      table={{
        columns: [t('microscope.place'), t('microscope.value'), t('microscope.asIs'), t('microscope.edited')],
        rows: stations.flatMap(({ key, values }) =>
          values.map(({ name, before, after }) => [
            t(`microscope.station.${key}`),
            name,
            plainText(before),
            after === null ? '–' : plainText(after),
          ]),
        ),
      }}
    >
      <UserFinder
        found={listed}
        isAsking={found.isAsking}
        issues={found.issues}
        row={row}
        onFind={(next) => look(() => setWanted({ ...next, slice }))}
        onSlice={onSlice}
        onRow={(next) => look(() => setRow(next))}
        tasks={run.config.schema.tasks.map(({ id }) => id)}
      />
      {seen !== null && (
        <div style={{ display: 'flex', gap: 18, alignItems: 'flex-start', flexWrap: 'wrap', marginTop: 10 }}>
          <FieldEditor
            run={run}
            answer={seen}
            edits={edits}
            canStepBack={history.length > 1}
            onEdit={edit}
            onStepBack={() => setHistory(history.slice(0, -1))}
          />
          <Stations answer={seen} stations={stations} />
        </div>
      )}
    </ChartFrame>
  )
}
