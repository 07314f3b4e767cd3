import { NavLink } from '@mantine/core'
import { BarChart3, Database, FlaskConical, House, ScanSearch } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'

const ITEMS = [
  { path: '/', key: 'nav.start', Icon: House },
  { path: '/data', key: 'nav.data', Icon: Database },
  { path: '/lab', key: 'nav.lab', Icon: FlaskConical },
  { path: '/compare', key: 'nav.compare', Icon: BarChart3 },
  { path: '/inside', key: 'nav.inside', Icon: ScanSearch },
] as const

export function Rail() {
  const { t } = useTranslation('app')
  const [location] = useLocation()
  return (
    <nav aria-label={t('nav.label')}>
      {ITEMS.map(({ path, key, Icon }) => {
        const isHere = path === '/' ? location === '/' : location.startsWith(path)
        return (
          <NavLink
            key={path}
            href={`#${path}`}
            label={t(key)}
            leftSection={<Icon size={17} aria-hidden="true" />}
            active={isHere}
            aria-current={isHere ? 'page' : undefined}
            variant="light"
            style={{ borderRadius: 6 }}
          />
        )
      })}
    </nav>
  )
}
