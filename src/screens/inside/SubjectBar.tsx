import { NativeSelect, Slider } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { countText } from '../../charts/format.ts'
import { LineSwatch } from '../../charts/LineSwatch.tsx'
import { useActions } from '../../store/hooks.ts'
import { hasStarted, type NamedGroup } from '../compare/view.ts'
import { type SlicedTab, SliceSubject } from './slices/SliceSubject.tsx'
import { useStepKeys } from './use-step-keys.ts'
import { type ChosenSubject, stepOf } from './view.ts'

interface SubjectBarProps {
  readonly groups: readonly NamedGroup[]
  readonly subject: ChosenSubject
  /** The tab, where a chart of it takes a slice. */
  readonly sliced: SlicedTab | null
}

/** Which run all Inside screens look into, what it is held against, and at which evaluation. */
export function SubjectBar({ groups, subject, sliced }: SubjectBarProps) {
  const { t } = useTranslation('inside')
  const { setView } = useActions()
  const { group, latest, against } = subject
  const started = groups.filter((one) => one.runs.some(hasStarted))
  const others = started.filter(({ id }) => id !== group.id)
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
      {others.length > 0 && (
        <>
          <span className="sc-sub">{t('subject.against')}</span>
          {against !== null && <LineSwatch style={against.group.style} />}
          <NativeSelect
            size="xs"
            aria-label={t('subject.againstGroup')}
            value={against?.group.id ?? ''}
            onChange={(event) => setView({ insideAgainst: event.currentTarget.value })}
            data={[
              ...(against === null ? [{ value: '', label: t('subject.noAgainst') }] : []),
              ...others.map((one) => ({ value: one.id, label: one.name })),
            ]}
          />
        </>
      )}
      <NativeSelect
        size="xs"
        aria-label={t('subject.seed')}
        value={String(latest.config.seed)}
        onChange={(event) =>
          setView({ insideGroup: group.id, insideSeed: Number(event.currentTarget.value) })
        }
        data={group.runs.filter(hasStarted).map((one) => ({
          value: String(one.config.seed),
          label: t('subject.seedName', { seed: one.config.seed }),
        }))}
      />
      {sliced !== null && <SliceSubject run={latest} tab={sliced} />}
      <Evaluation subject={subject} />
    </div>
  )
}

/** The evaluation that is looked at: those that were kept, and last of all the weights that are kept. */
function Evaluation({ subject }: { readonly subject: ChosenSubject }) {
  const { t } = useTranslation('inside')
  const { setView } = useActions()
  useStepKeys(subject)
  const { latest, steps, step } = subject
  const { bestStep } = latest
  const last = countText(stepOf(latest))
  const end =
    bestStep === null
      ? t('subject.training', { step: last })
      : t('subject.best', { step: countText(bestStep), last })
  return (
    <>
      {steps.length > 1 && (
        <Slider
          size="sm"
          w={150}
          thumbLabel={t('subject.evaluation')}
          min={0}
          max={steps.length}
          step={1}
          label={null}
          value={step === null ? steps.length : steps.indexOf(step)}
          onChange={(index) => setView({ insideStep: steps[index] ?? null })}
        />
      )}
      <span className="sc-sub">{step === null ? end : t('subject.at', { step: countText(step), last })}</span>
    </>
  )
}
