import { NativeSelect } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { countText } from '../../charts/format.ts'
import { LineSwatch } from '../../charts/LineSwatch.tsx'
import { useActions } from '../../store/hooks.ts'
import { hasStarted, type NamedGroup } from '../compare/view.ts'
import { type InsideSubject, stepOf } from './view.ts'

interface SubjectBarProps {
  readonly groups: readonly NamedGroup[]
  readonly subject: InsideSubject
}

/** Which run all Inside screens look into. */
export function SubjectBar({ groups, subject }: SubjectBarProps) {
  const { t } = useTranslation('inside')
  const { setView } = useActions()
  const { group, run } = subject
  const started = groups.filter((one) => one.runs.some(hasStarted))
  const step = stepOf(run)
  const { bestStep } = run
  return (
    <div style={{ display: 'flex', gap: 12, alignItems: 'center', flexWrap: 'wrap' }}>
      <LineSwatch style={group.style} />
      <NativeSelect
        size="xs"
        aria-label={t('subject.group')}
        value={group.id}
        onChange={(event) => setView({ insideGroup: event.currentTarget.value })}
        data={started.map((one) => ({ value: one.id, label: one.name }))}
      />
      <NativeSelect
        size="xs"
        aria-label={t('subject.seed')}
        value={String(run.config.seed)}
        onChange={(event) =>
          setView({ insideGroup: group.id, insideSeed: Number(event.currentTarget.value) })
        }
        data={group.runs.filter(hasStarted).map((one) => ({
          value: String(one.config.seed),
          label: t('subject.seedName', { seed: one.config.seed }),
        }))}
      />
      <span className="sc-sub">
        {bestStep === null
          ? t('subject.training', { step: countText(step) })
          : t('subject.best', { step: countText(bestStep), last: countText(step) })}
      </span>
    </div>
  )
}
