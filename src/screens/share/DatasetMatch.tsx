import { useTranslation } from 'react-i18next'
import { worldName } from '../../core/data/worlds/settings.ts'
import type { Plan } from '../../experiment/plan.ts'
import { useWorkbench } from '../../store/hooks.ts'
import { Notice } from '../../ui/Notice.tsx'

/** Whether the data that a link is about are on this page. */
export function DatasetMatch({ plan }: { readonly plan: Plan }) {
  const { t } = useTranslation('share')
  const dataset = plan.groups[0]?.config.dataset
  const info = useWorkbench((state) => (dataset === undefined ? undefined : state.datasets.get(dataset.id)))
  if (dataset === undefined) return null
  switch (dataset.kind) {
    case 'builtin':
      return <Notice tone="green">{t('review.sample')}</Notice>
    case 'generated':
      return <Notice tone="green">{t('review.world', { name: worldName(dataset) })}</Notice>
    case 'upload': {
      const fingerprint = dataset.id.slice(0, 12)
      return info === undefined ? (
        <Notice tone="orange">{t('review.missing', { fingerprint })}</Notice>
      ) : (
        <Notice tone="green">{t('review.here', { name: info.name, fingerprint })}</Notice>
      )
    }
    default:
      return dataset satisfies never
  }
}
