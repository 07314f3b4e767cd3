import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { VerdictTable } from '../../charts/VerdictTable.tsx'
import { isCustom, sliceKey } from '../../core/metrics/slice-spec.ts'
import { isFinished } from '../../run/run.ts'
import { useWorkbench } from '../../store/hooks.ts'
import { usePickTexts } from '../../ui/use-pick-texts.ts'
import type { SliceWords } from './slices/words.ts'
import { countsOf, type Subject } from './use-subject.ts'
import { finishedSeeds, metricsOf, testCounts } from './view.ts'

/** C2 over the groups that are shown; Holm counts the hidden ones, too. */
export function VerdictPanel({ subject }: { readonly subject: Subject }) {
  const { groups, visible, baseline, selection, comparison, prepared, sliceText } = subject
  const { task, slice, metric } = selection
  const counts = useMemo(() => testCounts(groups, task, slice), [groups, task, slice])
  const excluded = useMemo(
    () => testCounts([baseline], task, slice)?.gaucExcluded ?? null,
    [baseline, task, slice],
  )
  const present = useMemo(() => new Set(groups.flatMap(({ runs }) => runs.map(({ id }) => id))), [groups])
  const { t } = useTranslation('compare')
  const { t: words } = useTranslation('slices')
  const picks = usePickTexts()
  const isOneClass = counts !== null && (counts.positives === 0 || counts.positives === counts.rows)
  const bin = useWorkbench((state) => state.bin)
  const ids = groups.map(({ id }) => `${id}|`)
  const deleted = new Set(
    bin
      .flat()
      .map(({ id }) => id)
      .filter((id) => ids.some((start) => id.startsWith(start)) && !present.has(id)),
  ).size
  return (
    <VerdictTable
      groups={visible}
      comparison={comparison}
      metric={metric}
      floor={metricsOf(prepared?.floor, 'test', task, slice)}
      oracle={metricsOf(prepared?.oracle, 'test', task, slice)}
      gaucExcluded={excluded}
      looks={subject.looks}
      emptyText={
        isCustom(slice) && groups.some(hasFinished)
          ? emptyOf(subject, words, isOneClass ? picks('oneClass') : null)
          : undefined
      }
      badges={[
        ...(deleted === 0 ? [] : [t('runs.deleted', { count: deleted })]),
        ...(isToldApart(subject, 'users') ? [words('ofUsers')] : []),
        ...(isToldApart(subject, 'rows') ? [words('ofRows')] : []),
      ]}
      provenance={{
        split: 'test',
        task,
        slice: sliceText,
        ...countsOf(counts),
        seeds: finishedSeeds(groups),
      }}
    />
  )
}

const hasFinished = ({ runs }: Subject['groups'][number]): boolean => runs.some(isFinished)

/** Why a slice that a person made has no value yet. */
function emptyOf({ sliceState, sliceGone }: Subject, words: SliceWords, oneClass: string | null): string {
  if (oneClass !== null) return oneClass
  if (sliceState?.kind === 'refused') return words('refused')
  return sliceGone > 0 ? words('gone', { count: sliceGone }) : words('asking')
}

/** Users, or rows, were told apart by a run on the very rows that are judged. */
const isToldApart = ({ selection: { slice }, view }: Subject, what: 'users' | 'rows'): boolean =>
  view.compare.slices.some(
    ({ spec }) => sliceKey(spec) === slice && spec.all.some(({ kind }) => kind === what),
  )
