import { Modal } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import { ShareDialog } from './ShareDialog.tsx'

/** The dialog in its window. It opens after it is mounted: so it knows where the focus was, and gives it back. */
export function ShareModal() {
  const { t } = useTranslation('share')
  const isOpen = useWorkbench((state) => state.sharing)
  const { share } = useActions()
  const [isShown, setShown] = useState(false)
  useEffect(() => setShown(isOpen), [isOpen])
  return (
    <Modal
      opened={isShown}
      onClose={() => share(false)}
      title={t('title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {isOpen ? <ShareDialog /> : null}
    </Modal>
  )
}
