import { Text } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { durationText, timeLeft } from '../../run/time.ts'
import { usePacedRuns } from '../../store/hooks.ts'
import type { ReviewedLink } from '../../store/links.ts'
import { cellsOf } from '../../store/runs.ts'

/** Time and memory that running the link takes, as intervals: by the runs of this device, else by what the link says. */
export function Needs({ link: { plan, claimed } }: { readonly link: ReviewedLink }) {
  const { t } = useTranslation('share')
  const runs = usePacedRuns()
  const count = plan.groups.length * plan.seeds.length
  const here = useMemo(
    () =>
      timeLeft(
        runs.values(),
        cellsOf(plan).map(({ config }) => config),
      ),
    [runs, plan],
  )
  const { seconds = null, bytes = null, how = null, version = '' } = claimed?.made ?? {}
  const interval = (least: number, most: number) => ({
    least: durationText(least),
    most: durationText(most),
    count,
  })
  return (
    <Text size="sm" c="dimmed" data-testid="needs">
      {here !== null
        ? t('needs.here', interval(here.least, here.most))
        : seconds !== null
          ? t('needs.there', interval(count * seconds[0], count * seconds[1]))
          : t('needs.noTime')}{' '}
      {bytes === null
        ? t('needs.noMemory')
        : t('needs.memory', { least: mib(bytes[0]), most: mib(bytes[1]) })}{' '}
      {claimed?.made == null
        ? ''
        : t(how === null ? 'needs.madeMixed' : 'needs.made', { how: how ?? '', version })}
    </Text>
  )
}

const mib = (bytes: number): number => Math.ceil(bytes / 2 ** 20)
