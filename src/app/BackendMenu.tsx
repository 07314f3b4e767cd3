import { Button, Menu, Text } from '@mantine/core'
import { Check, ChevronDown, Gauge } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { gapText, type Interruption } from '../run/interruption.ts'
import { useActions, useWorkbench } from '../store/hooks.ts'
import type { WorkbenchState } from '../store/state.ts'
import type { Backend, BackendName } from '../worker/protocol.ts'
import { BackendProbe } from './BackendProbe.tsx'
import { BADGE } from './badge.ts'

const TONES: Readonly<Record<BackendName, string>> = {
  webgpu: 'green',
  wasm: 'blue',
  cpu: 'orange',
  webgl: 'orange',
}

/** What befell the run that trains, last; null where nothing did. */
const befell = ({ runs, queue }: Pick<WorkbenchState, 'runs' | 'queue'>): Interruption | null => {
  const last = runs.get(queue[0] ?? '')?.interruptions.at(-1)
  return last?.cause === 'suspended' || last?.cause === 'deviceLost' ? last : null
}

/** Which backend trains, why, and a menu to choose another by hand. */
export function BackendMenu({ backend }: { readonly backend: Backend }) {
  const { t } = useTranslation('app')
  const last = useWorkbench(befell)
  const { selectBackend, measureAgain } = useActions()
  const own = t(`backend.name.${backend.name}`)
  const name = backend.name === 'wasm' ? t('backend.threads', { name: own, count: backend.threads }) : own
  const state = last === null ? '' : t(`backend.state.${last.cause}`, { time: gapText(last) })
  const isByHand = backend.reason === 'byHand'
  const choose = (name: BackendName | null) => () => selectBackend(name)
  const mark = (isChosen: boolean) =>
    isChosen ? <Check size={14} aria-hidden="true" /> : <span style={{ width: 14 }} />
  return (
    <Menu position="bottom-end" width={340} shadow="md">
      <Menu.Target>
        <Button
          {...BADGE}
          data-backend={backend.name}
          data-measured={backend.probe !== null}
          leftSection={<span className="app-dot" data-tone={TONES[backend.name]} />}
          rightSection={<ChevronDown size={13} aria-hidden="true" />}
          aria-label={t('backend.menu', { backend: state === '' ? name : `${name}, ${state}` })}
        >
          {state === '' ? name : `${name} · ${state}`}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <BackendProbe backend={backend} />
        <Menu.Divider />
        <Menu.Label>{t('backend.byHand')}</Menu.Label>
        <Menu.Item leftSection={mark(!isByHand)} onClick={choose(null)}>
          {t('backend.automatic')}
        </Menu.Item>
        {backend.available.map((other) => (
          <Menu.Item
            key={other}
            leftSection={mark(isByHand && backend.name === other)}
            onClick={choose(other)}
          >
            {t(`backend.name.${other}`)}
            <Text size="xs" c="dimmed">
              {t(`backend.about.${other}`)}
            </Text>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Gauge size={14} aria-hidden="true" />} onClick={measureAgain}>
          {t('backend.measureAgain')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
