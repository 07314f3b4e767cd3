import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../charts/ChartFrame.tsx'
import type { DataTable } from '../../charts/data-table.ts'
import { ForestTable } from '../../charts/ForestTable.tsx'
import { metricText, percentText } from '../../charts/format.ts'
import type { EffectRow, FactorialAnalysis } from '../../run/factorial.ts'
import { useWorkbench } from '../../store/hooks.ts'
import { effectKinds, effectName, effectsOf, forestRow, intervalText, shareOf } from './effects-view.ts'
import { countsOf, type Subject } from './use-subject.ts'
import { testCounts } from './view.ts'

/** Palette places of main effects, interactions and shares. */
const [MAIN, PAIR, SHARE] = [0, 1, 2] as const

/** Of a factorial plan: what each module adds on average, what two add together, and how the whole is shared out. */
export function EffectsPanel({ subject }: { readonly subject: Subject }) {
  const { t } = useTranslation('effects')
  const plan = useWorkbench((state) => state.plan)
  const { groups, selection } = subject
  const effects = useMemo(() => effectsOf(groups, plan, selection), [groups, plan, selection])
  if (effects === null) return null
  const { design, analysis } = effects
  const { task, slice } = selection
  const counts = testCounts(groups, task, slice)
  return (
    <ChartFrame
      title={t('title')}
      finding={analysis === null ? null : `${findingOf(analysis, t)} ${t('reading')}`}
      provenance={{ split: 'test', task, slice, ...countsOf(counts) }}
      badges={analysis === null ? [] : badgesOf(analysis, t)}
      empty={analysis === null ? t('empty', { groups: design.cells.length }) : null}
      table={analysis === null ? null : tableOf(analysis, t)}
    >
      {analysis === null ? null : <Forests analysis={analysis} />}
    </ChartFrame>
  )
}

type Say = TFunction<'effects'>

function Forests({ analysis }: { readonly analysis: FactorialAnalysis }) {
  const { t } = useTranslation('effects')
  const { mains, pairs } = effectKinds(analysis)
  const rows = (list: readonly EffectRow[], style: number) =>
    list.map((effect) =>
      forestRow(effect.factors.join(), effectName(effect.factors), effect, style, [stateText(effect, t)]),
    )
  const headers = [t('interval'), t('verdict')]
  return (
    <div className="sc-rows">
      <ForestTable
        nameHeader={t('main')}
        valueHeader={t('mainValue')}
        cellHeaders={headers}
        rows={rows(mains, MAIN)}
      />
      <ForestTable
        nameHeader={t('pair')}
        valueHeader={t('pairValue')}
        cellHeaders={headers}
        rows={rows(pairs, PAIR)}
      />
      <ForestTable
        nameHeader={t('share')}
        valueHeader={t('shareValue')}
        cellHeaders={[t('interval'), t('ofWhole')]}
        rows={[
          ...analysis.shares.map(({ factor, delta, half }) =>
            forestRow(factor, effectName([factor]), { delta, half }, SHARE, [shareText(delta, analysis)]),
          ),
          forestRow('whole', t('whole'), analysis.whole, SHARE, [shareText(analysis.whole.delta, analysis)]),
        ]}
      />
    </div>
  )
}

function findingOf(analysis: FactorialAnalysis, t: Say): string {
  const { delta, half } = analysis.whole
  const called = analysis.effects.filter(({ state }) => state === 'better' || state === 'worse')
  const effects = called.map(({ factors }) => effectName(factors)).join(', ')
  const whole = intervalText(delta, half)
  return called.length === 0 ? t('finding.none', { whole }) : t('finding.some', { whole, effects })
}

function stateText({ state, aloneOnly }: EffectRow, t: Say): string {
  return aloneOnly ? `${t(`state.${state}`)} (${t('aloneOnly')})` : t(`state.${state}`)
}

function shareText(delta: number, analysis: FactorialAnalysis): string {
  const share = shareOf(delta, analysis)
  return share === null ? '–' : percentText(share)
}

function badgesOf(analysis: FactorialAnalysis, t: Say): readonly string[] {
  return [
    t('seeds', { count: analysis.seeds }),
    t('holm', { count: analysis.compared }),
    t('zone', { rope: metricText(analysis.rope, 3) }),
    ...(analysis.lost > 0 ? [t('lost', { count: analysis.lost })] : []),
  ]
}

function tableOf(analysis: FactorialAnalysis, t: Say): DataTable {
  return {
    columns: [t('effect'), t('interval'), t('verdict')],
    rows: [
      ...analysis.effects.map((effect) => [
        effectName(effect.factors),
        intervalText(effect.delta, effect.half),
        stateText(effect, t),
      ]),
      ...analysis.shares.map(({ factor, delta, half }) => [
        t('shareOf', { module: effectName([factor]) }),
        intervalText(delta, half),
        shareText(delta, analysis),
      ]),
      [t('whole'), intervalText(analysis.whole.delta, analysis.whole.half), ''],
    ],
  }
}
