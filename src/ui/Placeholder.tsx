import { Skeleton, Stack } from '@mantine/core'

/** A still picture of a screen that is on its way. */
export function Placeholder() {
  return (
    <Stack gap="md" aria-hidden="true">
      <Skeleton height={28} width={240} animate={false} />
      <Skeleton height={180} animate={false} />
      <Skeleton height={320} animate={false} />
    </Stack>
  )
}
