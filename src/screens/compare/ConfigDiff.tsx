import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../charts/ChartFrame.tsx'
import { GroupName } from '../../charts/GroupName.tsx'
import { settingsTable } from '../../experiment/diff.ts'
import { differingRows, type NamedGroup } from './view.ts'

/** Settings of the groups side by side: those that differ, or all. */
export function ConfigDiff({ groups }: { readonly groups: readonly NamedGroup[] }) {
  const { t } = useTranslation('compare')
  const [isAll, setIsAll] = useState(false)
  const rows = useMemo(() => settingsTable(groups.map((group) => group.config)), [groups])
  const shown = isAll ? rows : differingRows(rows)
  const text = (value: string | null): string => {
    if (value === null) return '–'
    if (value === 'true') return t('diff.on')
    return value === 'false' ? t('diff.off') : value
  }
  return (
    <ChartFrame
      chart="config-diff"
      title={t('diff.title')}
      controls={
        <button type="button" className="sc-tool" aria-pressed={isAll} onClick={() => setIsAll(!isAll)}>
          {t(isAll ? 'diff.onlyDiffering' : 'diff.all', { count: rows.length })}
        </button>
      }
    >
      {shown.length === 0 ? (
        <p className="sc-sub">{t('diff.same')}</p>
      ) : (
        <div style={{ maxHeight: 520, overflow: 'auto' }}>
          <table className="sc-table sc-diff">
            <thead>
              <tr>
                <th scope="col">{t('diff.setting')}</th>
                {groups.map((group) => (
                  <th key={group.id} scope="col" className="sc-wrap">
                    <GroupName name={group.name} style={group.style} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <tr key={row.path}>
                  <th scope="row" className="sc-wrap" title={row.path}>
                    {row.label}
                  </th>
                  {row.values.map((value, index) => (
                    <td key={groups[index]?.id} className="sc-clip" title={text(value)}>
                      {text(value)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </ChartFrame>
  )
}
