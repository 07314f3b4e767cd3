import { useTranslation } from 'react-i18next'
import { countText } from '../../charts/format.ts'
import { fingerprintIn, shortId } from '../../core/data/fingerprint.ts'
import { worldName } from '../../core/data/worlds/settings.ts'
import type { DatasetRef } from '../../experiment/config.ts'
import type { Plan } from '../../experiment/plan.ts'
import { useWorkbench } from '../../store/hooks.ts'
import { matchesOf } from '../../store/matcher.ts'
import { Notice } from '../../ui/Notice.tsx'

/** Whether the data that a link is about are on this page. */
export function DatasetMatch({ plan }: { readonly plan: Plan }) {
  const { t } = useTranslation('share')
  const dataset = plan.groups[0]?.config.dataset
  if (dataset === undefined) return null
  switch (dataset.kind) {
    case 'builtin':
      return <Notice tone="green">{t('review.sample')}</Notice>
    case 'generated':
      return <Notice tone="green">{t('review.world', { name: worldName(dataset) })}</Notice>
    case 'upload':
      return <UploadMatch dataset={dataset} />
    default:
      return dataset satisfies never
  }
}

/** A file by its fingerprint, or the one of this page that was found to be it. */
function UploadMatch({ dataset }: { readonly dataset: DatasetRef }) {
  const { t } = useTranslation('share')
  const datasets = useWorkbench((state) => state.datasets)
  const matches = useWorkbench((state) => state.matches)
  const info = datasets.get(dataset.id)
  const fingerprint = shortId(dataset.id)
  if (info !== undefined) {
    const by = [...matchesOf(matches, { dataset: dataset.id }).values()].at(-1)
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
  if (named?.kind === 'random')
    return <Notice tone="orange">{t('review.small', { rows: countText(named.count) })}</Notice>
  const held = [...matchesOf(matches, { link: dataset.id })]
  const [id, match] = held.find(([, one]) => one === 'mapping') ?? held.at(-1) ?? []
  const name = id === undefined ? undefined : datasets.get(id)?.name
  if (name === undefined) return <Notice tone="orange">{t('review.missing', { fingerprint })}</Notice>
  return <Notice tone="orange">{t(`review.${match ?? 'comparing'}`, { name, fingerprint })}</Notice>
}
