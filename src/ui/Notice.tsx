import { Alert, type AlertProps } from '@mantine/core'

interface NoticeProps extends Omit<AlertProps, 'color' | 'variant'> {
  readonly tone: 'blue' | 'green' | 'orange' | 'red'
}

/** Something a person should read: a card with a mark in the colour of its weight. */
export function Notice({ tone, ...rest }: NoticeProps) {
  return <Alert data-tone={tone} {...rest} />
}
