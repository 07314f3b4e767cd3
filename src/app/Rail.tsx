import { Text } from '@mantine/core'
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
    <>
      <nav aria-label={t('nav.label')} style={{ display: 'grid', gap: 2 }}>
        {ITEMS.map(({ path, key, Icon }) => {
          const isHere = path === '/' ? location === '/' : location.startsWith(path)
          return (
            <a
              key={path}
              href={`#${path}`}
              className="app-nav-link"
              aria-current={isHere ? 'page' : undefined}
            >
              <Icon size={16} aria-hidden="true" />
              {t(key)}
            </a>
          )
        })}
      </nav>
      <Text size="xs" c="dimmed" px={10} mt="auto" pb={4} lh={1.35}>
        {t('nav.promise')}
      </Text>
    </>
  )
}
