import { useTranslation } from 'react-i18next'
import { halfText, metricText } from '../../charts/format.ts'
import { GroupName } from '../../charts/GroupName.tsx'
import type { ClaimedPartProps } from './ClaimedCurves.tsx'

/** Test AUC by activity decile as a link claims it. */
export function ClaimedDeciles({ claims: { deciles }, names }: ClaimedPartProps) {
  const { t } = useTranslation('share')
  if (deciles === null) return null
  return (
    <figure className="sc-figure" style={{ overflowX: 'auto' }} data-testid="claimed-deciles">
      <figcaption className="sc-sub">{t('claimed.deciles', { task: deciles.task })}</figcaption>
      <table className="sc-table">
        <thead>
          <tr>
            <th scope="col">{t('review.group')}</th>
            {(deciles.groups[0] ?? []).map((_, d) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a decile is its place
              <th key={d} scope="col" className="sc-number">
                {`D${d + 1}`}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {deciles.groups.map((own, g) => (
            <tr key={names[g]?.group.id}>
              <th scope="row" className="sc-group-cell">
                <GroupName name={names[g]?.name ?? ''} style={names[g]?.group.style ?? 0} />
              </th>
              {own.map((one, d) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a decile is its place
                <td key={d} className="sc-number">
                  {one === null ? '–' : metricText(one.mean)}
                  <div className="sc-sub">{one?.half == null ? '' : halfText(one.half)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  )
}
