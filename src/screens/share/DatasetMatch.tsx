import { useTranslation } from 'react-i18next'
import { countText } from '../../charts/format.ts'
import { fingerprintIn, isUntold, shortId } from '../../core/data/fingerprint.ts'
import { worldName } from '../../core/data/worlds/settings.ts'
import type { ExperimentConfig } from '../../experiment/config.ts'
import type { Plan } from '../../experiment/plan.ts'
import { useWorkbench } from '../../store/hooks.ts'
import { matchesOf, matchKey, mayBe } from '../../store/matcher.ts'
import { Notice } from '../../ui/Notice.tsx'

interface DatasetMatchProps {
  readonly plan: Plan
  /** What the link calls its dataset. */
  readonly from: string
}

/** Whether the data that a link is about are on this page. */
export function DatasetMatch({ plan, from }: DatasetMatchProps) {
  const { t } = useTranslation('share')
  const config = plan.groups[0]?.config
  if (config === undefined) return null
  const { dataset } = config
  switch (dataset.kind) {
    case 'builtin':
      return <Notice tone="green">{t('review.sample')}</Notice>
    case 'generated':
      return <Notice tone="green">{t('review.world', { name: worldName(dataset) })}</Notice>
    case 'upload':
      return <UploadMatch config={config} from={from} />
    default:
      return dataset satisfies never
  }
}

/** A file by its fingerprint, or the one of this page that was found to be it. */
function UploadMatch({ config, from }: { readonly config: ExperimentConfig; readonly from: string }) {
  const { t } = useTranslation('share')
  const datasets = useWorkbench((state) => state.datasets)
  const matches = useWorkbench((state) => state.matches)
  const worlds = useWorkbench((state) => state.worlds)
  const { dataset } = config
  const info = datasets.get(dataset.id)
  const fingerprint = shortId(dataset.id)
  if (info !== undefined) {
    const by = matches.get(matchKey(from, dataset.id))
    const isSure = by !== 'reordered' && by !== 'count'
    return (
      <Notice tone={isSure ? 'green' : 'orange'}>
        {t(isSure ? 'review.here' : `review.${by}`, {
          name: info.name,
          fingerprint,
          rows: countText(info.rowCount),
        })}
      </Notice>
    )
  }
  const named = fingerprintIn(dataset.id)
  if (named?.kind === 'random') {
    const rows = countText(named.count)
    const candidate = [...datasets.values()].find((one) => mayBe({ worlds }, one, config))
    if (candidate !== undefined)
      return <Notice tone="orange">{t('review.candidate', { name: candidate.name, rows })}</Notice>
    return <Notice tone="orange">{t(isUntold(named) ? 'review.untold' : 'review.small', { rows })}</Notice>
  }
  const held = [...matchesOf(matches, dataset.id)]
  const [id, match] = held.find(([, one]) => one === 'mapping') ?? held.at(-1) ?? []
  const name = id === undefined ? undefined : datasets.get(id)?.name
  if (name === undefined) return <Notice tone="orange">{t('review.missing', { fingerprint })}</Notice>
  return <Notice tone="orange">{t(`review.${match ?? 'comparing'}`, { name, fingerprint })}</Notice>
}
