import { NativeSelect } from '@mantine/core'
import type { Region } from '../../../core/ranking/region.ts'
import { usePickTexts } from '../../../ui/use-pick-texts.ts'
import { MOST_WIDE } from './SliceSelect.tsx'
import type { SliceChoice } from './use-slice-choice.ts'
import type { SlicePicking } from './use-slice-pick.ts'

/** A part of a chart of scores: in the list, and as its slice is called. */
export interface Part {
  readonly value: string
  readonly label: string
  readonly region: Region
  readonly name: string
}

interface PartPickProps {
  /** What is chosen among: bins, cells. */
  readonly label: string
  readonly parts: readonly Part[]
  /** The chosen one; null: none. */
  readonly part: string | null
  onChoose(part: string | null): void
  /** The slice that the chart is of. */
  readonly choice: SliceChoice
  readonly onPick: SlicePicking['pick']
}

/** A part of a chart by a list, as by pressing it in the drawing, and the button that makes its rows a slice. */
export function PartPick({ label, parts, part, onChoose, choice, onPick }: PartPickProps) {
  const t = usePickTexts()
  const known = parts.find(({ value }) => value === part) ?? null
  function pick({ region, name }: Part): void {
    const { asked, slice, textOf } = choice
    const text = textOf(slice)
    onPick({
      kind: 'region',
      region,
      asked,
      name: text === null ? name : t('part.within', { what: name, slice: text }),
    })
  }
  return (
    <>
      <NativeSelect
        size="xs"
        maw={MOST_WIDE}
        aria-label={label}
        value={known?.value ?? ''}
        disabled={parts.length === 0}
        onChange={(event) => onChoose(event.currentTarget.value || null)}
        data={[{ value: '', label }, ...parts.map(({ value, label: text }) => ({ value, label: text }))]}
      />
      <button
        type="button"
        className="sc-tool"
        aria-label={known === null ? undefined : t('rowOne', { what: known.name })}
        disabled={known === null}
        onClick={() => known !== null && pick(known)}
      >
        {t('row')}
      </button>
    </>
  )
}
