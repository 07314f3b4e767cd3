import { TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../charts/ChartFrame.tsx'
import { GroupName } from '../../charts/GroupName.tsx'
import { settingsTable } from '../../experiment/diff.ts'
import { useNaming } from '../../ui/use-naming.ts'
import { differingRows, matchingRows, type NamedGroup, settingsText } from './view.ts'

/** Settings of the groups side by side: those that differ, or all; searched, and copied as a table. */
export function ConfigDiff({ groups }: { readonly groups: readonly NamedGroup[] }) {
  const { t } = useTranslation('compare')
  const [isAll, setIsAll] = useState(false)
  const naming = useNaming()
  const rows = useMemo(
    () =>
      settingsTable(
        groups.map((group) => group.config),
        naming,
      ),
    [groups, naming],
  )
  const [search, setSearch] = useState('')
  const [copied, setCopied] = useState<string | null>(null)
  const shown = useMemo(() => matchingRows(isAll ? rows : differingRows(rows), search), [rows, isAll, search])
  const text = (value: string | null): string => {
    if (value === null) return '–'
    if (value === 'true') return t('diff.on')
    return value === 'false' ? t('diff.off') : value
  }
  const names = [t('diff.setting'), ...groups.map(({ name }) => name)]
  const table = settingsText(names, shown, text)
  return (
    <ChartFrame
      chart="config-diff"
      title={t('diff.title')}
      table={{ columns: names, rows: shown.map(({ label, values }) => [label, ...values.map(text)]) }}
      controls={
        <>
          <button type="button" className="sc-tool" aria-pressed={isAll} onClick={() => setIsAll(!isAll)}>
            {t(isAll ? 'diff.onlyDiffering' : 'diff.all', { count: rows.length })}
          </button>
          <button
            type="button"
            className="sc-tool"
            onClick={() => void navigator.clipboard.writeText(table).then(() => setCopied(table))}
          >
            {t(copied === table ? 'diff.copied' : 'diff.copy')}
          </button>
        </>
      }
    >
      <TextInput
        size="xs"
        mb={6}
        aria-label={t('diff.search')}
        placeholder={t('diff.search')}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {shown.length === 0 ? (
        <p className="sc-sub">{t(search === '' ? 'diff.same' : 'diff.notFound')}</p>
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
