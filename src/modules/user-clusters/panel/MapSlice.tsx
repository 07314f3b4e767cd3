import { usePickTexts } from '../../../ui/use-pick-texts.ts'
import type { Chosen } from '../view/chosen.ts'
import type { ClusterName } from '../view/identity.ts'
import { useClusterName } from './appearance.ts'

interface MapSliceProps {
  /** Clusters that hold users, in the order in which they are listed. */
  readonly names: readonly ClusterName[]
  readonly chosen: Chosen
  /** Drawn users that are chosen, those of chosen clusters among them. */
  readonly marked: number
  onToggle(key: string): void
  onClear(): void
  onSave(): void
}

/** What the lasso does by buttons: clusters to and from the choice, and the choice as a slice. */
export function MapSlice({ names, chosen, marked, onToggle, onClear, onSave }: MapSliceProps) {
  const t = usePickTexts()
  const nameOf = useClusterName()
  const isEmpty = chosen.drawn.length === 0 && chosen.clusters.length === 0
  return (
    <div style={{ display: 'flex', gap: 6, flexWrap: 'wrap', alignItems: 'center', paddingTop: 6 }}>
      <span className="sc-sub">{t('add')}</span>
      {names.map((name) => (
        <button
          key={name.key}
          type="button"
          className="sc-tool"
          aria-label={t('addCluster', { cluster: nameOf(name) })}
          aria-pressed={chosen.clusters.includes(name.key)}
          onClick={() => onToggle(name.key)}
        >
          {nameOf(name)}
        </button>
      ))}
      <span className="sc-sub" role="status">
        {t('chosen', { count: marked })}
      </span>
      <button type="button" className="sc-tool" disabled={isEmpty} onClick={onSave}>
        {t('save')}
      </button>
      <button type="button" className="sc-tool" disabled={isEmpty} onClick={onClear}>
        {t('clear')}
      </button>
    </div>
  )
}
