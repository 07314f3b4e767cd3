import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { LineSwatch } from '../../charts/LineSwatch.tsx'
import { useActions } from '../../store/hooks.ts'
import type { Subject } from './use-subject.ts'

/** Which groups are drawn: hiding one changes nothing but the drawing, removing one takes it out of Holm's count. */
export function GroupChips({ subject }: { readonly subject: Subject }) {
  const { t } = useTranslation('compare')
  const { hideGroup, removeGroup } = useActions()
  const { groups, baseline, hidden } = subject
  return (
    <fieldset className="sc-chips">
      <legend className="sc-hidden">{t('select.shown')}</legend>
      {groups.map((group) => {
        const isShown = !hidden.has(group.id)
        return (
          <span key={group.id} className="sc-chip">
            <button
              type="button"
              className="sc-tool sc-name"
              aria-pressed={isShown}
              title={t(isShown ? 'select.hide' : 'select.show', { group: group.name })}
              style={isShown ? {} : { textDecoration: 'line-through' }}
              onClick={() => hideGroup(group.id, isShown)}
            >
              <LineSwatch style={group.style} width={16} />
              {group.name}
            </button>
            {group !== baseline && (
              <button
                type="button"
                className="sc-tool"
                aria-label={t('select.remove', { group: group.name })}
                title={t('select.remove', { group: group.name })}
                onClick={() => removeGroup(group.id)}
              >
                <X size={12} aria-hidden="true" />
              </button>
            )}
          </span>
        )
      })}
      <Link href="/lab" className="sc-tool sc-link">
        {t('select.add')}
      </Link>
    </fieldset>
  )
}
