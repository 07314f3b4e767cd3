import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '../ui/Notice.tsx'
import { keepOffline } from './offline.ts'

/** Keeps a built page on this device: offers a newer version when one has arrived, and says when nothing can be kept. */
export function UpdateNotice() {
  const { t } = useTranslation('app')
  const [take, setTake] = useState<(() => void) | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  useEffect(() => {
    if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
    keepOffline(
      navigator.serviceWorker,
      (accept) => setTake(() => accept),
      () => location.reload(),
    ).catch((error: unknown) => setFailure(String(error)))
  }, [])
  if (take !== null)
    return (
      <Notice tone="blue" mb="md" title={t('update.title')} data-testid="update">
        {t('update.text')}{' '}
        <Button size="compact-xs" variant="default" onClick={take}>
          {t('update.take')}
        </Button>
      </Notice>
    )
  if (failure === null) return null
  return (
    <Notice
      tone="orange"
      mb="md"
      title={t('update.failed')}
      withCloseButton
      closeButtonLabel={t('problem.close')}
      onClose={() => setFailure(null)}
    >
      {failure}
    </Notice>
  )
}
