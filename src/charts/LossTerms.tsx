import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from './ChartFrame.tsx'
import { numberCell } from './data-table.ts'
import type { Point } from './decimate.ts'
import { countText, plainText, weightText } from './format.ts'
import type { ProvenanceFacts } from './Provenance.tsx'
import { SmallLine } from './SmallLine.tsx'

/** One named term of the loss over rows seen, as computed and as the optimiser sees it. */
export interface LossTerm {
  readonly name: string
  /** The latest. */
  readonly weight: number
  readonly raw: readonly Point[]
  /** At the same places, times the weight of each step. */
  readonly weighted: readonly Point[]
  readonly color: string
}
interface LossTermsProps {
  readonly terms: readonly LossTerm[]
  readonly xMax: number
  readonly provenance: ProvenanceFacts
  /** A remark on what a point is. */
  readonly note: string
}

/** Small multiples: every loss term on its own axis, raw or weighted. */
export function LossTerms({ terms, xMax, provenance, note }: LossTermsProps) {
  const { t } = useTranslation('charts')
  const [view, setView] = useState('raw')
  const isWeighted = view === 'weighted'
  const drawn = terms.filter((term) => term.raw.length > 0)
  const shown = (term: LossTerm): readonly Point[] => (isWeighted ? term.weighted : term.raw)
  return (
    <ChartFrame
      chart="loss-terms"
      title={t('terms.title')}
      finding={t(isWeighted ? 'terms.weightedReading' : 'terms.rawReading')}
      provenance={provenance}
      badges={[note]}
      empty={drawn.length > 0 ? null : t('frame.noData')}
      controls={
        <SegmentedControl
          size="xs"
          value={view}
          onChange={setView}
          aria-label={t('terms.view')}
          data={[
            { value: 'raw', label: t('terms.raw') },
            { value: 'weighted', label: t('terms.weighted') },
          ]}
        />
      }
      table={{
        columns: [t('terms.term'), t('auc.rowsSeen'), t('terms.raw'), t('terms.weighted')],
        rows: drawn.flatMap((term) =>
          term.raw.map((point, at) => [
            term.name,
            numberCell(point.x, countText),
            numberCell(point.y, plainText),
            numberCell(term.weighted[at]?.y, plainText),
          ]),
        ),
      }}
    >
      <div className="sc-multiples">
        {drawn.map((term) => (
          <div key={term.name}>
            <div>
              <strong style={{ fontWeight: 600 }}>{term.name}</strong>{' '}
              <span className="sc-sub">{t('terms.weight', { weight: weightText(term.weight) })}</span>
            </div>
            <SmallLine
              points={shown(term)}
              color={term.color}
              xMax={xMax}
              xName={t('auc.rowsSeen')}
              label={t('terms.lineLabel', { term: term.name })}
            />
          </div>
        ))}
      </div>
    </ChartFrame>
  )
}
