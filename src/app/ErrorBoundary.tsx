import { Button, Code, Stack, Text } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '../ui/Notice.tsx'

interface State {
  readonly error: Error | null
}

/** A fault of the page itself: said, with its words, and the rest of the work kept. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render() {
    const { error } = this.state
    return error === null ? this.props.children : <Fault error={error} />
  }
}

function Fault({ error }: { readonly error: Error }) {
  const { t } = useTranslation('app')
  return (
    <Notice tone="red" role="alert" title={t('fault.title')} m="xl">
      <Stack gap="sm" align="flex-start">
        <Text>{t('fault.text')}</Text>
        <Code block>{error.stack ?? error.message}</Code>
        <Button onClick={() => location.reload()}>{t('fault.reload')}</Button>
      </Stack>
    </Notice>
  )
}
