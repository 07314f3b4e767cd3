import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { halfText, signedText } from '../../charts/format.ts'
import { GroupName } from '../../charts/GroupName.tsx'
import { SliceChart } from '../../charts/SliceChart.tsx'
import { decileTable, isLow, lowVerdicts, sceneTable } from './slices-view.ts'
import type { Subject } from './use-subject.ts'
import { finishedSeeds } from './view.ts'

interface SlicePanelProps {
  readonly subject: Subject
  readonly of: 'scenes' | 'deciles'
}

/** C22 and C21: the metric by scene, or by activity decile, for each group. */
export function SlicePanel({ subject, of }: SlicePanelProps) {
  const { t } = useTranslation('compare')
  const { groups, baseline, visible, selection, prepared, comparison } = subject
  const { adaptive } = comparison
  const { task, metric } = selection
  const isScene = of === 'scenes'
  const { columns, apart, oneClass } = useMemo(() => {
    const asked = { groups, baseline, visible, selection: { task, metric }, prepared, adaptive }
    return isScene ? sceneTable(asked) : decileTable(asked)
  }, [groups, baseline, visible, task, metric, prepared, adaptive, isScene])
  return (
    <SliceChart
      chart={isScene ? 'C22' : 'C21'}
      title={t(isScene ? 'scenes.title' : 'deciles.title')}
      reading={t(isScene ? 'scenes.reading' : 'deciles.reading')}
      metric={metric}
      groups={visible}
      columns={columns.map((column) =>
        column.slice === 'activity=unseen' ? { ...column, label: t('deciles.unseen') } : column,
      )}
      apart={apart}
      isBracketed={({ slice }) => !isScene && isLow(slice)}
      bracketName={t('deciles.bracket')}
      sliceName={t(isScene ? 'scenes.scene' : 'deciles.decile')}
      allName={t('scenes.all')}
      badges={oneClass.length === 0 ? [] : [t('scenes.oneClass', { scenes: oneClass.join(', ') })]}
      beside={isScene ? null : <Bracket subject={subject} />}
      provenance={{ split: 'test', task, seeds: finishedSeeds(visible) }}
    />
  )
}

/** The three lowest deciles together, the only verdict here: it is the one of the table above. */
function Bracket({ subject }: { readonly subject: Subject }) {
  const { t } = useTranslation('compare')
  const { t: charts } = useTranslation('charts')
  const { visible, comparison, selection } = subject
  const verdicts = lowVerdicts(comparison, selection, visible)
  if (verdicts.length === 0) return null
  return (
    <ul className="sc-list" style={{ marginTop: 8 }} data-testid="low-verdicts">
      {verdicts.map(({ id, delta, half, state }) => {
        const group = visible.find((one) => one.id === id)
        return group === undefined ? null : (
          <li key={id} className="sc-condition">
            <GroupName name={group.name} style={group.style} />
            {t('deciles.pooled', {
              delta: signedText(delta),
              half: half === null ? '' : halfText(half),
              verdict: charts(`verdict.state.${state}`),
            })}
          </li>
        )
      })}
    </ul>
  )
}
