import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { examination, type Finding } from '../../run/doctor.ts'
import type { Run } from '../../run/run.ts'
import { Notice } from '../../ui/Notice.tsx'
import type { NamedGroup } from '../compare/view.ts'
import { useFindingText } from '../inside/use-finding-text.ts'

/** Lines that are shown; the rest are counted. */
const MOST = 4

/** What the doctor finds while runs train; nothing where all are healthy. */
export function DoctorNotice({ groups }: { readonly groups: readonly NamedGroup[] }) {
  const { t } = useTranslation('lab')
  const found = useMemo(() => alarms(groups), [groups])
  if (found.length === 0) return null
  return (
    <Notice tone="orange" title={t('doctor.title', { count: found.length })}>
      {found.slice(0, MOST).map((alarm) => (
        <Line key={`${alarm.run.id} ${JSON.stringify(alarm.finding)}`} {...alarm} />
      ))}
      {found.length > MOST && <div>{t('doctor.more', { count: found.length - MOST })}</div>}
      <Link href="/inside/scenes">{t('doctor.open')}</Link>
    </Notice>
  )
}

interface Alarm {
  readonly group: NamedGroup
  readonly run: Run
  readonly finding: Finding
}

/** Of several runs that say the very same, which is of their data, the first one speaks. */
function alarms(groups: readonly NamedGroup[]): readonly Alarm[] {
  const said = new Map<string, Alarm>()
  for (const group of groups)
    for (const run of group.runs)
      for (const alarm of alarmsOf(group, run)) {
        const key = JSON.stringify(alarm.finding)
        if (!said.has(key)) said.set(key, alarm)
      }
  return [...said.values()]
}

/** A run that goes on is another value, so what was found in one that ended is found once. */
const examined = new WeakMap<Run, readonly Finding[]>()

function alarmsOf(group: NamedGroup, run: Run): readonly Alarm[] {
  const findings = examined.get(run) ?? examination(run).flatMap((check) => check.findings)
  examined.set(run, findings)
  return findings.map((finding) => ({ group, run, finding }))
}

function Line({ group, run, finding }: Alarm) {
  const { t } = useTranslation('lab')
  const textOf = useFindingText(run)
  return <div>{t('doctor.line', { group: group.name, seed: run.config.seed, text: textOf(finding) })}</div>
}
