import { useMemo } from 'react'
import { countText, halfText, signedText } from '../../charts/format.ts'
import { LineSwatch } from '../../charts/LineSwatch.tsx'
import { usePickTexts } from '../../ui/use-pick-texts.ts'
import { askedOf } from '../inside/slices/view.ts'
import { earlyPairs, previewKey } from './preview-view.ts'
import { usePreviews } from './use-previews.ts'
import type { Subject } from './use-subject.ts'

/** Differences of one pair of runs with the noise of their rows alone, while a group has too few seeds. Never a verdict. */
export function SeedPreview({ subject }: { readonly subject: Subject }) {
  const t = usePickTexts()
  const { visible, baseline, selection, comparison, view } = subject
  const { task, slice } = selection
  const pairs = useMemo(
    () => earlyPairs(visible, baseline, selection, comparison),
    [visible, baseline, selection, comparison],
  )
  const asked = useMemo(() => askedOf(slice, view.compare.slices), [slice, view.compare.slices])
  const found = usePreviews(pairs, task, asked)
  const shown = pairs.flatMap((pair) => {
    const answer = found.get(previewKey(pair, task, slice)) ?? null
    return answer === null ? [] : [{ pair, answer }]
  })
  const [first] = shown
  if (first === undefined) return null
  const { rows, positives } = first.answer
  return (
    <section className="sc-figure" aria-label={t('preview')} style={{ gap: 6 }}>
      <strong>{t('preview')}</strong>
      <ul style={{ margin: 0, padding: 0, listStyle: 'none', display: 'grid', gap: 4 }}>
        {shown.map(({ pair: { groupId, name, style, seed }, answer: { delta, half } }) => (
          <li key={groupId} className="sc-name" style={{ gap: 8 }}>
            <LineSwatch style={style} />
            {delta === null || half === null
              ? t('previewNone', { group: name, seed })
              : t('previewOf', { group: name, seed, delta: signedText(delta), half: halfText(half) })}
          </li>
        ))}
      </ul>
      <span className="sc-sub">
        {t('previewHelp')} {t('previewRows', { rows: countText(rows), positives: countText(positives) })}
      </span>
    </section>
  )
}
