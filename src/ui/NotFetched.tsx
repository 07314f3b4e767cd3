import { Button, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Retry } from './FetchBoundary.tsx'
import { Notice } from './Notice.tsx'

/** In the place of a part of the page that could not be fetched: says so, and tries again. */
export function NotFetched({ onRetry }: Retry) {
  const { t } = useTranslation('app')
  return (
    <Text size="sm" component="div" role="alert">
      {t('part.absent')}{' '}
      <Button size="compact-xs" variant="default" onClick={onRetry}>
        {t('part.retry')}
      </Button>
    </Text>
  )
}

interface DialogNotFetchedProps extends Retry {
  readonly onClose: () => void
}

/** The same of a dialog, which has no place in the page: a notice above the queue, that can be closed. */
export function DialogNotFetched({ onRetry, onClose }: DialogNotFetchedProps) {
  const { t } = useTranslation('app')
  return (
    <Notice
      tone="orange"
      withCloseButton
      closeButtonLabel={t('problem.close')}
      onClose={onClose}
      style={{ position: 'fixed', right: 16, bottom: 56, zIndex: 300, maxWidth: 420 }}
    >
      <NotFetched onRetry={onRetry} />
    </Notice>
  )
}
