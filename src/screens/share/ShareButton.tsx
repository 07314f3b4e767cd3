import { Button, Modal } from '@mantine/core'
import { Share2 } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { Placeholder } from '../../ui/Placeholder.tsx'

const ShareDialog = lazy(async () => ({ default: (await import('./ShareDialog.tsx')).ShareDialog }))

/** Opens the dialog that makes a link of the plan and its results. */
export function ShareButton() {
  const { t } = useTranslation('share')
  const isOpen = useWorkbench((state) => state.sharing)
  const { share } = useActions()
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
        {t('button')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => share(false)}
        title={t('title')}
        size="lg"
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        {isOpen ? (
          <Suspense fallback={<Placeholder />}>
            <ShareDialog />
          </Suspense>
        ) : null}
      </Modal>
    </>
  )
}
