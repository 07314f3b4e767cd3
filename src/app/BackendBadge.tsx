import { Button } from '@mantine/core'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useWorkbench } from '../store/hooks.ts'
import { apart } from '../ui/apart.tsx'
import type { Retry } from '../ui/FetchBoundary.tsx'
import type { Backend } from '../worker/protocol.ts'
import { BADGE } from './badge.ts'

const BackendMenu = apart(async () => (await import('./BackendMenu.tsx')).BackendMenu, MenuNotFetched)

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
    <Button {...BADGE} disabled data-backend="none">
      {t('backend.starting')}
    </Button>
  )
}

/** Names what trains, and tries to fetch the menu again. */
function MenuNotFetched({ backend, onRetry }: { readonly backend: Backend } & Retry) {
  const { t } = useTranslation('app')
  return (
    <Button {...BADGE} data-backend={backend.name} title={t('part.absent')} onClick={onRetry}>
      {`${t(`backend.name.${backend.name}`)} · ${t('part.retry')}`}
    </Button>
  )
}
