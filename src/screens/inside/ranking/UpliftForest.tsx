import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { ForestTable } from '../../../charts/ForestTable.tsx'
import { countText, plainText, signedText } from '../../../charts/format.ts'
import type { ScoreSlope, SlopeAnswer } from '../../../core/ranking/question.ts'
import { ruleText } from './view.ts'

interface UpliftForestProps {
  readonly answer: SlopeAnswer
  /** What the rows are called; null: all. */
  readonly slice: string | null
  nameOf(score: ScoreSlope['score']): string
  colorOf(score: ScoreSlope['score']): string
}

/** What each prior still tells once a score is known: near 0, the score uses it already. */
export function UpliftForest({ answer, slice, nameOf, colorOf }: UpliftForestProps) {
  const { t } = useTranslation('ranking')
  const { uplifts, task, rows } = answer
  return (
    <ChartFrame
      chart="uplift"
      title={t('uplift.title')}
      finding={t('uplift.reading')}
      provenance={{ split: 'test', task, slice, rows }}
      badges={[t('uplift.users')]}
      empty={uplifts.length > 0 ? null : t('slope.noPrior')}
    >
      <ForestTable
        nameHeader={t('uplift.rule')}
        valueHeader={t('uplift.value')}
        cellHeaders={[t('uplift.estimate'), t('table.interval'), t('uplift.rows'), 'χ²', 'p']}
        rows={uplifts.map(({ score, rule, uplift, low, high }) => ({
          key: `${score} ${ruleText(rule)}`,
          name: (
            <>
              {ruleText(rule)} <span className="sc-sub">{nameOf(score)}</span>
            </>
          ),
          value: uplift?.uplift ?? null,
          low,
          high,
          color: colorOf(score),
          cells: [
            uplift === null ? t('uplift.few') : signedText(uplift.uplift, 3),
            low === null || high === null ? '–' : `${signedText(low, 3)}, ${signedText(high, 3)}`,
            uplift === null ? '–' : countText(uplift.rows),
            uplift?.chiSquared == null ? '–' : plainText(uplift.chiSquared),
            uplift?.pValue == null ? '–' : uplift.pValue < 1e-4 ? '<.0001' : plainText(uplift.pValue),
          ],
        }))}
      />
    </ChartFrame>
  )
}
