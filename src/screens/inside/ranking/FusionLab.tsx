import { Button, NativeSelect, Slider } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { countText, weightText } from '../../../charts/format.ts'
import type { Fusion, RankQuestion, Utility } from '../../../core/ranking/question.ts'
import { Issues } from '../../../ui/Issues.tsx'
import type { InsideSubject } from '../view.ts'
import { AxesTable } from './AxesTable.tsx'
import { SearchPlot } from './SearchPlot.tsx'
import { SweepPlot } from './SweepPlot.tsx'
import { useRanking } from './use-ranking.ts'

/** Sliders settle for this long before the trainer is asked, in milliseconds. */
const SETTLE = 200
const MOST_WEIGHT = 4
const MOST_LAMBDA = 2
const PLACES = [1, 3, 5, 10, 20]

/** Goals fused to one order, a penalty on exposure, and what that does to viewers, hosts and the platform. */
export function FusionLab({ subject }: { readonly subject: InsideSubject }) {
  const { t } = useTranslation('ranking')
  const { run, group } = subject
  const tasks = run.config.schema.tasks.map(({ id }) => id)
  const [fusion, setFusion] = useState<Fusion>({
    weights: tasks.map(() => 1),
    form: 'product',
    lambda: 0,
    places: 5,
  })
  const [utility, setUtility] = useState<Utility>('ndcg')
  const [search, setSearch] = useState<(RankQuestion & { readonly kind: 'search' }) | null>(null)
  const [settled] = useDebouncedValue(fusion, SETTLE)
  const fusionQuestion = useMemo(() => ({ kind: 'fusion' as const, fusion: settled }), [settled])
  const sweepQuestion = useMemo(() => ({ kind: 'sweep' as const, fusion: settled }), [settled])
  const asked = useRanking(run, null, 'fusion', fusionQuestion)
  const swept = useRanking(run, null, 'sweep', sweepQuestion)
  const searched = useRanking(run, null, 'search', search)
  const { answer } = asked
  const issues = [...asked.issues, ...searched.issues]
  const best = searched.answer?.best ?? null
  const found = best === null ? undefined : searched.answer?.trials[best]?.weights
  const read = answer?.read
  const provenance = { split: 'test' as const, rows: read?.rows ?? 0, seeds: [run.config.seed] }
  const empty = answer === null ? (issues.length > 0 ? t('refused') : t('asking')) : null
  return (
    <>
      {issues.length > 0 && <Issues issues={issues} />}
      <ChartFrame
        chart="fusion"
        title={t('fusion.title')}
        finding={
          read === undefined
            ? null
            : t('fusion.reading', {
                by: t(`fusion.by.${read.by}`),
                requests: countText(read.requests),
                contested: countText(read.contested),
                places: fusion.places,
              })
        }
        provenance={provenance}
        badges={asked.isAsking ? [t('asking')] : []}
        empty={empty}
        controls={
          <>
            <NativeSelect
              size="xs"
              aria-label={t('fusion.form')}
              value={fusion.form}
              onChange={(event) =>
                setFusion({ ...fusion, form: event.currentTarget.value === 'sum' ? 'sum' : 'product' })
              }
              data={[
                { value: 'product', label: t('fusion.product') },
                { value: 'sum', label: t('fusion.sum') },
              ]}
            />
            <NativeSelect
              size="xs"
              aria-label={t('fusion.places')}
              value={String(fusion.places)}
              onChange={(event) => setFusion({ ...fusion, places: Number(event.currentTarget.value) })}
              data={PLACES.map((k) => ({ value: String(k), label: t('fusion.placesOf', { count: k }) }))}
            />
          </>
        }
      >
        <div style={{ display: 'grid', gap: 24, gridTemplateColumns: 'minmax(200px, 1fr) minmax(0, 2.4fr)' }}>
          <div>
            {tasks.map((task, index) => (
              <Knob
                key={task}
                label={t('fusion.weight', { task })}
                most={MOST_WEIGHT}
                value={fusion.weights[index] ?? 0}
                onChange={(weight) =>
                  setFusion({
                    ...fusion,
                    weights: fusion.weights.map((old, i) => (i === index ? weight : old)),
                  })
                }
              />
            ))}
            <Knob
              label={t('fusion.lambda')}
              most={MOST_LAMBDA}
              value={fusion.lambda}
              onChange={(lambda) => setFusion({ ...fusion, lambda })}
            />
            <p className="sc-sub">{t(fusion.form === 'product' ? 'fusion.productHelp' : 'fusion.sumHelp')}</p>
          </div>
          {answer !== null && (
            <AxesTable
              answer={answer}
              without={swept.answer?.points[0]?.axes ?? null}
              places={fusion.places}
            />
          )}
        </div>
      </ChartFrame>
      {swept.answer !== null && (
        <SweepPlot answer={swept.answer} style={group.style} provenance={provenance} />
      )}
      {tasks.length < 2 ? null : (
        <SearchPlot
          answer={searched.answer}
          isAsking={searched.isAsking}
          tasks={tasks}
          style={group.style}
          provenance={provenance}
          controls={
            <>
              <NativeSelect
                size="xs"
                aria-label={t('search.utility')}
                value={utility}
                onChange={(event) => setUtility(event.currentTarget.value === 'gauc' ? 'gauc' : 'ndcg')}
                data={[
                  { value: 'ndcg', label: t('search.ndcg') },
                  { value: 'gauc', label: t('search.gauc') },
                ]}
              />
              <Button
                size="xs"
                variant="default"
                onClick={() => setSearch({ kind: 'search', fusion, utility })}
              >
                {t('search.start')}
              </Button>
              <Button
                size="xs"
                variant="default"
                disabled={found === undefined}
                onClick={() => {
                  if (found !== undefined) setFusion({ ...fusion, weights: found })
                }}
              >
                {t('search.take')}
              </Button>
            </>
          }
        />
      )}
    </>
  )
}

interface KnobProps {
  readonly label: string
  readonly most: number
  readonly value: number
  onChange(value: number): void
}

/** A named slider from 0, with its value. */
function Knob({ label, most, value, onChange }: KnobProps) {
  return (
    <div style={{ marginBottom: 12 }}>
      <div style={{ display: 'flex', justifyContent: 'space-between' }}>
        <span>{label}</span>
        <strong>{weightText(Number(value.toFixed(2)))}</strong>
      </div>
      <Slider
        size="sm"
        thumbLabel={label}
        label={null}
        min={0}
        max={Math.max(most, value)}
        step={0.05}
        value={value}
        onChange={onChange}
      />
    </div>
  )
}
