import { Button } from '@mantine/core'
import { Share2 } from 'lucide-react'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { apart } from '../../ui/apart.tsx'
import type { Retry } from '../../ui/FetchBoundary.tsx'
import { DialogNotFetched } from '../../ui/NotFetched.tsx'

interface ShareModalProps {
  /** It was closed before it was there. */
  onGone(): void
}

const ShareModal = apart<ShareModalProps>(
  async () => (await import('./ShareModal.tsx')).ShareModal,
  ModalNotFetched,
)

/** Opens the dialog that makes a link of the plan and its results; once fetched, it stays to close as it opened. */
export function ShareButton() {
  const { t } = useTranslation('app')
  const isOpen = useWorkbench((state) => state.sharing)
  const { share } = useActions()
  const [wasOpen, setWasOpen] = useState(false)
  if (isOpen && !wasOpen) setWasOpen(true)
  return (
    <>
      <Button
        size="compact-sm"
        h={28}
        variant="default"
        fw={500}
        leftSection={<Share2 size={14} aria-hidden="true" />}
        onClick={() => share(true)}
      >
        {t('share')}
      </Button>
      {isOpen || wasOpen ? (
        <Suspense>
          <ShareModal onGone={() => setWasOpen(false)} />
        </Suspense>
      ) : null}
    </>
  )
}

function ModalNotFetched({ onGone, onRetry }: ShareModalProps & Retry) {
  const { share } = useActions()
  return (
    <DialogNotFetched
      onRetry={onRetry}
      onClose={() => {
        share(false)
        onGone()
      }}
    />
  )
}
