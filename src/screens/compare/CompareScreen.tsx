import { Stack, Tabs, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useAddressHash } from '../../charts/linked-chart.ts'
import { useWorkbench } from '../../store/hooks.ts'
import { ClaimedPanel } from '../share/ClaimedPanel.tsx'
import { CalibrationPanel } from './CalibrationPanel.tsx'
import { CompareControls } from './CompareControls.tsx'
import { ComparisonNotes } from './ComparisonNotes.tsx'
import './compare.css'
import { ConfigDiff } from './ConfigDiff.tsx'
import { ControlNotes } from './ControlNotes.tsx'
import { EffectsPanel } from './EffectsPanel.tsx'
import { RocPanel } from './RocPanel.tsx'
import { RunsTab } from './runs/RunsTab.tsx'
import { SeedPreview } from './SeedPreview.tsx'
import { SlicePanel } from './SlicePanel.tsx'
import { SweepPanel } from './SweepPanel.tsx'
import { TrainingCharts } from './TrainingCharts.tsx'
import { hashOfTab, TABS, tabOfHash } from './tabs.ts'
import { type Subject, useSubject } from './use-subject.ts'
import { VerdictPanel } from './VerdictPanel.tsx'
import { hasStarted } from './view.ts'

/** Verdicts, curves and what differs. */
export function CompareScreen() {
  const { t } = useTranslation('compare')
  const subject = useSubject()
  const claims = useWorkbench((state) => state.claims)
  const isStarted = subject?.groups.some((group) => group.runs.some(hasStarted)) === true
  return (
    <Stack gap="md">
      <Title order={1}>{t('title')}</Title>
      {claims === null ? null : <ClaimedPanel linked={claims} />}
      {subject === null || !isStarted ? <Empty /> : <Comparing subject={subject} />}
    </Stack>
  )
}

function Empty() {
  const { t } = useTranslation('compare')
  return (
    <div className="sc-figure" style={{ alignItems: 'center', padding: '56px 24px', gap: 14 }}>
      <p style={{ margin: 0, fontSize: 15 }}>{t('empty.text')}</p>
      <p className="sc-sub" style={{ margin: 0 }}>
        {t('empty.help')}
      </p>
      <Link href="/lab" className="sc-tool" style={{ padding: '5px 14px', textDecoration: 'none' }}>
        {t('empty.lab')}
      </Link>
    </div>
  )
}

function Comparing({ subject }: { readonly subject: Subject }) {
  const { t } = useTranslation('compare')
  const address = useAddressHash()
  const hasScenes = subject.slices.some((slice) => slice?.startsWith('scene='))
  return (
    <>
      <CompareControls subject={subject} />
      <VerdictPanel subject={subject} />
      <SeedPreview subject={subject} />
      <ControlNotes subject={subject} />
      <EffectsPanel subject={subject} />
      <SweepPanel subject={subject} />
      <ComparisonNotes />
      <div className={subject.visible.length > 3 ? 'sc-rows' : 'sc-columns'}>
        <TrainingCharts subject={subject} />
        <ConfigDiff groups={subject.visible} />
      </div>
      <Tabs
        value={hasScenes || tabOfHash(address) !== 'scenes' ? tabOfHash(address) : 'roc'}
        keepMounted={false}
        onChange={(value) => {
          const tab = TABS.find((one) => one === value)
          if (tab !== undefined) location.hash = hashOfTab(address, tab)
        }}
      >
        <Tabs.List>
          <Tabs.Tab value="roc">{t('tab.roc')}</Tabs.Tab>
          <Tabs.Tab value="calibration">{t('tab.calibration')}</Tabs.Tab>
          {hasScenes && <Tabs.Tab value="scenes">{t('tab.scenes')}</Tabs.Tab>}
          <Tabs.Tab value="deciles">{t('tab.deciles')}</Tabs.Tab>
          <Tabs.Tab value="runs">{t('tab.runs')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="roc" pt="sm">
          <RocPanel subject={subject} />
        </Tabs.Panel>
        <Tabs.Panel value="calibration" pt="sm">
          <CalibrationPanel subject={subject} />
        </Tabs.Panel>
        {hasScenes && (
          <Tabs.Panel value="scenes" pt="sm">
            <SlicePanel subject={subject} of="scenes" />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="deciles" pt="sm">
          <SlicePanel subject={subject} of="deciles" />
        </Tabs.Panel>
        <Tabs.Panel value="runs" pt="sm">
          <RunsTab subject={subject} />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
