import { Text } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { mostBatchRows, preparedSizes } from '../run/memory.ts'
import { useWorkbench } from '../store/hooks.ts'
import type { Backend } from '../worker/protocol.ts'

/** Why this backend trains: the adapter, what was measured, and the batches that it has room for. */
export function BackendProbe({ backend }: { readonly backend: Backend }) {
  const { t } = useTranslation('app')
  const { probe, room } = backend
  const draft = useWorkbench((state) => state.draft)
  const preparing = useWorkbench((state) => state.preparing)
  const most = useMemo(
    () =>
      preparing.kind === 'prepared' ? mostBatchRows(draft, preparedSizes(preparing.prepared), room) : null,
    [draft, preparing, room],
  )
  const nameOf = (name: Backend['name'], threads: number): string => {
    const own = t(`backend.name.${name}`)
    return name === 'wasm' ? t('backend.threads', { name: own, count: threads }) : own
  }
  return (
    <Text size="xs" px="sm" py="xs" component="div" data-testid="backend-why">
      <div>
        {t(`backend.reason.${backend.reason}`)}
        {backend.detail === '' ? null : ` ${backend.detail}`}
      </div>
      {probe === null ? (
        <div>{t('backend.unmeasured')}</div>
      ) : (
        <>
          <div>{t('backend.measured')}</div>
          {probe.measured.map(({ backend: name, threads, stepMs, rowsPerSecond }) => (
            <div key={`${name} ${threads}`} className="app-number" style={{ textAlign: 'left' }}>
              {t('backend.measurement', {
                name: nameOf(name, threads),
                ms: stepMs.toFixed(1),
                rows: Math.round(rowsPerSecond).toLocaleString('en'),
              })}
            </div>
          ))}
          {probe.failed.map(({ backend: name, detail }) => (
            <div key={name}>{t('backend.didNotTrain', { name: t(`backend.name.${name}`), detail })}</div>
          ))}
          <div>{t(probe.hasRelaxed ? 'backend.relaxed' : 'backend.notRelaxed')}</div>
        </>
      )}
      {most === null ? null : (
        <div>{t('backend.most', { count: most, rows: most.toLocaleString('en') })}</div>
      )}
    </Text>
  )
}
