import { NativeSelect } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { usePickTexts } from '../../../ui/use-pick-texts.ts'

interface MapControlsProps {
  readonly colorBy: string
  readonly colors: readonly { readonly value: string; readonly label: string }[]
  onColor(value: string): void
  readonly isPicking: boolean
  readonly isLassoing: boolean
  /** Null where no slice can be made. */
  readonly onLassoing: ((isLassoing: boolean) => void) | null
  onPicking(isPicking: boolean): void
  /** To the user before or after the one that is picked. */
  onStep(by: number): void
}

/** Colour of the points, and the lines to true neighbours of one user. */
export function MapControls(props: MapControlsProps) {
  const { colorBy, colors, onColor, isPicking, onPicking, onStep, isLassoing, onLassoing } = props
  const { t } = useTranslation('clusters')
  const picks = usePickTexts()
  return (
    <>
      {isPicking &&
        ([-1, 1] as const).map((by) => (
          <button
            key={by}
            type="button"
            className="sc-tool"
            aria-label={t(by < 0 ? 'map.before' : 'map.after')}
            onClick={() => onStep(by)}
          >
            {by < 0 ? '‹' : '›'}
          </button>
        ))}
      <button
        type="button"
        className="sc-tool"
        aria-pressed={isPicking}
        aria-keyshortcuts="N"
        onClick={() => onPicking(!isPicking)}
      >
        {t('map.neighbours')}
      </button>
      {onLassoing !== null && (
        <button
          type="button"
          className="sc-tool"
          aria-pressed={isLassoing}
          title={picks('lassoHelp')}
          onClick={() => onLassoing(!isLassoing)}
        >
          {picks('lasso')}
        </button>
      )}
      <NativeSelect
        size="xs"
        aria-label={t('map.colorBy')}
        value={colorBy}
        onChange={(event) => onColor(event.currentTarget.value)}
        data={[...colors]}
      />
    </>
  )
}
