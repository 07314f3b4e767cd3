import { useTranslation } from 'react-i18next'
import { useWorkbench } from '../../store/hooks.ts'
import { Notice } from '../../ui/Notice.tsx'
import type { NamedGroup } from '../compare/view.ts'
import { leftOutRows } from './plan-view.ts'

/** What a budget kept from being trained; Run takes it up again. */
export function LeftOutNotice({ groups }: { readonly groups: readonly NamedGroup[] }) {
  const { t } = useTranslation('plan')
  const leftOut = useWorkbench((state) => state.leftOut)
  if (leftOut === null) return null
  const rows = leftOutRows(leftOut.cells, groups)
  return (
    <Notice
      tone="orange"
      title={t('leftOut', { count: leftOut.cells.length, minutes: leftOut.budget / 60 })}
      data-testid="left-out"
    >
      <ul className="lab-left-out">
        {rows.map(({ name, seeds }) => (
          <li key={name}>
            {t('leftOut.row', { count: seeds.length, group: name, seeds: seeds.join(', ') })}
          </li>
        ))}
      </ul>
    </Notice>
  )
}
