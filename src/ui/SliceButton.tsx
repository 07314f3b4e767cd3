import { usePickTexts } from './use-pick-texts.ts'

interface SliceButtonProps {
  /** Whose rows: a cluster, a scene. */
  readonly what: string
  onPick(): void
}

/** Makes what a row is about a slice. */
export function SliceButton({ what, onPick }: SliceButtonProps) {
  const t = usePickTexts()
  return (
    <button type="button" className="sc-tool" aria-label={t('rowOne', { what })} onClick={onPick}>
      {t('row')}
    </button>
  )
}
