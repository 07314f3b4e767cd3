import { Button } from '@mantine/core'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useWorkbench } from '../store/hooks.ts'
import { apart } from '../ui/apart.tsx'

const BackendMenu = apart(async () => (await import('./BackendMenu.tsx')).BackendMenu)

/** Which backend trains, and what there is to choose once one is ready. */
export function BackendBadge() {
  const backend = useWorkbench((state) => state.backend)
  return backend === null ? (
    <Starting />
  ) : (
    <Suspense fallback={<Starting />}>
      <BackendMenu backend={backend} />
    </Suspense>
  )
}

function Starting() {
  const { t } = useTranslation('app')
  return (
    <Button size="compact-sm" variant="default" fw={500} disabled data-backend="none">
      {t('backend.starting')}
    </Button>
  )
}
