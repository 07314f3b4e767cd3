import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import './charts.css'
import { type DataTable, DataTableView } from './DataTableView.tsx'
import { Provenance, type ProvenanceFacts } from './Provenance.tsx'

interface ChartFrameProps {
  /** The question that the chart answers. */
  readonly title: string
  /** One line: what it shows, or how to read it. */
  readonly finding?: string | null
  readonly provenance?: ProvenanceFacts
  /** Short remarks beside the provenance: "axis does not start at 0". */
  readonly badges?: readonly string[]
  /** The same values as a table; the toggle is absent without it. */
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

/** A chart with its question, its reading, its origin and its values as a table. */
export function ChartFrame(props: ChartFrameProps) {
  const { title, finding, provenance, badges = [], table, height, empty, controls, plain } = props
  const { t } = useTranslation('charts')
  const [tableShown, setTableShown] = useState(false)
  const isEmpty = empty !== undefined && empty !== null
  const hasTable = !isEmpty && table !== undefined && table !== null && table.rows.length > 0
  return (
    <figure className={plain === true ? 'sc-figure sc-figure-plain' : 'sc-figure'} aria-label={title}>
      <div className="sc-head">
        <h3 className="sc-title">{title}</h3>
        <div className="sc-tools">
          {!isEmpty && controls}
          {hasTable && (
            <button
              type="button"
              className="sc-tool"
              aria-pressed={tableShown}
              onClick={() => setTableShown(!tableShown)}
            >
              {t(tableShown ? 'frame.hideTable' : 'frame.showTable')}
            </button>
          )}
        </div>
      </div>
      {finding !== undefined && finding !== null && !isEmpty && <p className="sc-finding">{finding}</p>}
      <div className="sc-body" style={height === undefined ? {} : { height }}>
        {isEmpty && <div className="sc-empty">{empty}</div>}
        {!isEmpty && tableShown && hasTable && <DataTableView table={table} />}
        {!isEmpty && !(tableShown && hasTable) && props.children}
      </div>
      {!isEmpty && (provenance !== undefined || badges.length > 0) && (
        <figcaption className="sc-foot">
          {provenance !== undefined && <Provenance facts={provenance} />}
          {badges.map((badge) => (
            <span key={badge} className="sc-badge">
              {badge}
            </span>
          ))}
        </figcaption>
      )}
    </figure>
  )
}
