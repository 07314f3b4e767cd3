import { useTranslation } from 'react-i18next'
import { decileColor } from '../../../charts/palette.ts'

/** What the sequential hue means: D1 the least active users, D10 the most. */
export function ActivityKey() {
  const { t } = useTranslation('clusters')
  return (
    <span className="sc-name sc-sub" style={{ gap: 5 }}>
      {t('activity.low')}
      {Array.from({ length: 10 }, (_, index) => index + 1).map((decile) => (
        <span key={decile} className="sc-swatch" style={{ background: decileColor(decile) }} />
      ))}
      {t('activity.high')}
      <span className="sc-swatch" style={{ background: decileColor(0), marginLeft: 8 }} />
      {t('activity.unseen')}
    </span>
  )
}
