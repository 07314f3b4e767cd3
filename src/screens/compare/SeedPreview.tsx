import { useMemo } from 'react'
import { countText, halfText, signedText } from '../../charts/format.ts'
import { LineSwatch } from '../../charts/LineSwatch.tsx'
import { Issues } from '../../ui/Issues.tsx'
import { usePickTexts } from '../../ui/use-pick-texts.ts'
import { askedOf } from '../inside/slices/view.ts'
import { type EarlyPair, earlyPairs, isGone, type Preview, previewKey } from './preview-view.ts'
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
  const told = pairs.flatMap((pair) => {
    const preview = found.get(previewKey(pair, task, slice))
    return preview === undefined ? [] : [{ pair, preview }]
  })
  const shown = told.filter(({ preview }) => preview.kind === 'preview' || isGone(preview))
  const issues = told.flatMap(({ preview }) =>
    preview.kind === 'refused' && !isGone(preview) ? preview.issues : [],
  )
  if (shown.length + issues.length === 0) return null
  const first = told.map(({ preview }) => preview).find((preview) => preview.kind === 'preview')
  return (
    <section className="sc-figure" aria-label={t('preview')} style={{ gap: 6 }}>
      <strong>{t('preview')}</strong>
      <ul style={{ margin: 0, padding: 0, listStyle: 'none', display: 'grid', gap: 4 }}>
        {shown.map(({ pair, preview }) => (
          <li key={pair.groupId} className="sc-name" style={{ gap: 8 }}>
            <LineSwatch style={pair.style} />
            {textOf(pair, preview)}
          </li>
        ))}
      </ul>
      {issues.length > 0 && <Issues issues={issues} />}
      {first !== undefined && (
        <span className="sc-sub">
          {t('previewHelp')}{' '}
          {t('previewRows', { rows: countText(first.rows), positives: countText(first.positives) })}
        </span>
      )}
    </section>
  )

  function textOf({ name, seed }: EarlyPair, preview: Preview): string {
    if (preview.kind === 'refused') return t('previewGone', { group: name, seed })
    const { delta, half } = preview
    return delta === null || half === null
      ? t('previewNone', { group: name, seed })
      : t('previewOf', { group: name, seed, delta: signedText(delta), half: halfText(half) })
  }
}
