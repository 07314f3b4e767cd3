import { useTranslation } from 'react-i18next'
import { Issues } from '../../../ui/Issues.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import type { Subject } from '../use-subject.ts'

/** What keeps a slice that a person made from its numbers: it is being read, was refused, or scores are gone. */
export function SliceNotice({ subject }: { readonly subject: Subject }) {
  const { t } = useTranslation('slices')
  const { sliceState, sliceGone } = subject
  if (sliceState === null) return null
  if (sliceState.kind === 'refused') {
    return (
      <Notice tone="orange" title={t('refused')}>
        <Issues issues={sliceState.issues} />
      </Notice>
    )
  }
  if (sliceState.kind === 'asking') return <p className="sc-sub">{t('asking')}</p>
  return sliceGone > 0 ? <Notice tone="orange">{t('gone', { count: sliceGone })}</Notice> : null
}
