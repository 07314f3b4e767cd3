import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { halfText, signedText } from '../../charts/format.ts'
import { MODULES } from '../../modules/specs.ts'
import { readAblation, type Undermined, underminedBy } from '../../run/undermined.ts'
import { Notice } from '../../ui/Notice.tsx'
import type { Subject } from './use-subject.ts'

/** A control that does as well as the baseline, as a warning on the claim that it undermines. */
export function ControlNotes({ subject }: { readonly subject: Subject }) {
  const { t } = useTranslation('controls')
  const { groups, baseline, comparison, selection } = subject
  const found = useMemo(() => underminedBy(groups, comparison), [groups, comparison])
  const read = useMemo(
    () =>
      selection.slice === null && selection.metric === 'auc'
        ? readAblation(baseline.runs, selection.task, comparison.rope)
        : null,
    [baseline, selection, comparison.rope],
  )
  const isUnused = read?.isUnused === true
  if (found.length === 0 && !isUnused) return null
  const text = ({ kind, module, state }: Undermined): string =>
    t(`${kind}.${state}`, { module: titleOf(module) })
  return (
    <Notice tone="orange" title={t('title')} data-testid="controls">
      <ul style={{ margin: 0, paddingLeft: 18 }}>
        {found.map((one) => (
          <li key={one.groupId}>{text(one)}</li>
        ))}
        {isUnused ? (
          <li>
            {t('read', {
              count: read.seeds,
              delta: `${signedText(read.delta)} ${halfText(read.half)}`,
            })}
          </li>
        ) : null}
      </ul>
    </Notice>
  )
}

const titleOf = (module: Undermined['module']): string =>
  MODULES.find(({ id }) => id === module)?.title ?? module
