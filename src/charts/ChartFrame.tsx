import { type KeyboardEvent, type ReactNode, Suspense, use, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchedOnce } from '../core/fetched-once.ts'
import './charts.css'
import { ChartMenu } from './ChartMenu.tsx'
import type { ChartId } from './chart-ids.ts'
import { DataTableView } from './DataTableView.tsx'
import type { DataTable } from './data-table.ts'
import type { HowCardProps } from './HowCard.tsx'
import { useLinkedChart } from './linked-chart.ts'
import { Provenance, type ProvenanceFacts } from './Provenance.tsx'
import { useTableWalk } from './use-table-walk.ts'

const howCard = fetchedOnce(async () => (await import('./HowCard.tsx')).HowCard)

interface ChartFrameProps {
  /** The question that the chart answers. */
  readonly title: string
  /** Which chart it is: gives its link and the card of how it is computed. */
  readonly chart?: ChartId
  /** What of the chart's controls belongs into its link. */
  readonly linkView?: Readonly<Record<string, string>>
  /** One line: what it shows, or how to read it. */
  readonly finding?: string | null
  /** How to read the marks, below the chart. */
  readonly reading?: string | null
  readonly provenance?: ProvenanceFacts
  /** Short remarks beside the provenance: "axis does not start at 0". */
  readonly badges?: readonly string[]
  /** The same values as a table, which the arrow keys walk and the CSV holds. */
  readonly table?: DataTable | null
  /** Height of the drawing in pixels: nothing shifts when data arrives. Absent: as tall as its content. */
  readonly height?: number
  /** Why there is nothing to draw; null when there is something. */
  readonly empty?: string | null
  readonly controls?: ReactNode
  /** Without border, inside another frame. */
  readonly plain?: boolean
  readonly children: ReactNode
}

/** A chart with its question, its reading, its origin, its values as a table, and ways to take it along. */
export function ChartFrame(props: ChartFrameProps) {
  const { title, chart, finding, reading, provenance, badges = [], height, empty, controls, plain } = props
  const { t } = useTranslation('charts')
  const ids = useId()
  const figure = useRef<HTMLElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const [tableShown, setTableShown] = useState(false)
  const [menuOpen, setMenuOpen] = useState(false)
  const [howShown, setHowShown] = useState(false)
  const isEmpty = empty !== undefined && empty !== null
  const stated = isEmpty ? null : (finding ?? null)
  const table = !isEmpty && props.table != null && props.table.rows.length > 0 ? props.table : null
  const walk = useTableWalk(table)
  const isLinked = useIsLinked(chart, figure)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
    const key = event.key.toLowerCase()
    if (key === 't' && table !== null) setTableShown(!tableShown)
    else if (key === 'e' && !isEmpty) setMenuOpen(true)
    else if (!walk.step(event.key)) return
    event.preventDefault()
  }
  return (
    <figure
      ref={figure}
      className={plain === true ? 'sc-figure sc-figure-plain' : 'sc-figure'}
      aria-labelledby={`${ids}title`}
      aria-describedby={stated === null ? undefined : `${ids}finding`}
      aria-keyshortcuts={table === null ? 'E' : 'T E'}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys walk the values of a chart that has the focus
      tabIndex={0}
      onKeyDown={onKeyDown}
      data-chart={chart}
      data-linked={isLinked || undefined}
    >
      <div className="sc-head">
        <h2 className="sc-title" id={`${ids}title`}>
          {title}
        </h2>
        <div className="sc-tools">
          {!isEmpty && controls}
          {!isEmpty && (
            <ChartMenu
              title={title}
              finding={stated}
              facts={{ provenance: provenance ?? {}, badges }}
              table={table}
              chart={chart ?? null}
              linkView={props.linkView ?? {}}
              body={body}
              opened={menuOpen}
              onChange={setMenuOpen}
              tableShown={tableShown}
              onTable={() => setTableShown(!tableShown)}
              onHow={() => setHowShown(true)}
            />
          )}
        </div>
      </div>
      {stated !== null && (
        <p className="sc-finding" id={`${ids}finding`}>
          {stated}
        </p>
      )}
      <div className="sc-body" ref={body} style={height === undefined ? {} : { height }}>
        {isEmpty && <div className="sc-empty">{empty}</div>}
        {tableShown && table !== null && <DataTableView table={table} place={walk.place} />}
        {!isEmpty && !(tableShown && table !== null) && props.children}
      </div>
      {table !== null && (
        <p className="sc-walk" aria-live="polite">
          {walk.text}
        </p>
      )}
      {!isEmpty && (provenance !== undefined || badges.length > 0 || reading != null) && (
        <figcaption className="sc-foot">
          {provenance !== undefined && <Provenance facts={provenance} />}
          {reading != null && <span>{reading}</span>}
          {badges.map((badge) => (
            <span key={badge} className="sc-badge">
              {badge}
            </span>
          ))}
        </figcaption>
      )}
      {chart !== undefined && howShown && (
        <Suspense>
          <How chart={chart} title={title} label={t('how.title')} onClose={() => setHowShown(false)} />
        </Suspense>
      )}
    </figure>
  )
}

function How(props: HowCardProps) {
  const HowCard = use(howCard())
  return <HowCard {...props} />
}

/** Whether the page's address points at this chart; the page goes there once when it does. */
function useIsLinked(chart: ChartId | undefined, figure: { readonly current: HTMLElement | null }): boolean {
  const linked = useLinkedChart()
  const isLinked = chart !== undefined && linked === chart
  useEffect(() => {
    if (!isLinked) return
    figure.current?.scrollIntoView({ block: 'center' })
    figure.current?.focus({ preventScroll: true })
  }, [isLinked, figure])
  return isLinked
}
