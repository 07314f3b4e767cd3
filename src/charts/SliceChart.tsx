import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartFrame } from './ChartFrame.tsx'
import type { ChartId } from './chart-ids.ts'
import { type DataTable, numberCell } from './data-table.ts'
import { sliceFinding } from './findings.ts'
import { countText, metricText, signedText } from './format.ts'
import { GroupName } from './GroupName.tsx'
import type { ProvenanceFacts } from './Provenance.tsx'
import { SlicePlot } from './SlicePlot.tsx'

/** A group on a slice. Half-widths are of 95 % intervals of seeds and users; of seeds alone where users made none. */
export interface SliceCell {
  readonly level: number | null
  readonly half: number | null
  /** Paired difference to the baseline; null for the baseline itself. */
  readonly delta: number | null
  readonly deltaHalf: number | null
}
export interface SliceColumn {
  readonly slice: string | null
  readonly label: string
  readonly rows: number
  readonly positives: number
  readonly users: number
  /** Too few of a class to read (30): hatched. */
  readonly isThin: boolean
  readonly isOneClass: boolean
  readonly floor: number | null
  readonly oracle: number | null
  /** In the order of the groups. */
  readonly cells: readonly SliceCell[]
}
export interface SliceGroup {
  readonly id: string
  readonly name: string
  readonly style: number
}
interface SliceChartProps {
  readonly chart: ChartId
  readonly title: string
  readonly reading: string
  readonly metric: 'auc' | 'gauc'
  readonly groups: readonly SliceGroup[]
  readonly columns: readonly SliceColumn[]
  /** All rows, set apart. */
  readonly apart: SliceColumn | null
  /** Columns that a bracket takes together. */
  readonly isBracketed: (column: SliceColumn) => boolean
  readonly bracketName: string
  /** What is to be read beside the drawing. */
  readonly beside: ReactNode
  readonly sliceName: string
  readonly allName: string
  readonly badges: readonly string[]
  readonly provenance: ProvenanceFacts
}

/** Slices side by side: a dodged point for each group, differences to the baseline below, counts under each. */
export function SliceChart(props: SliceChartProps) {
  const { chart, title, reading, metric, groups, columns, apart, allName, badges, provenance } = props
  const { t } = useTranslation('charts')
  const all = [...columns, ...(apart === null ? [] : [{ ...apart, label: allName }])]
  const hasValue = all.some(({ cells }) => cells.some(({ level }) => level !== null))
  const found = sliceFinding(
    groups,
    columns.map(({ label, isThin, floor, cells }) => ({
      name: label,
      isThin,
      floor,
      means: cells.map(({ level }) => level),
    })),
  )
  return (
    <ChartFrame
      chart={chart}
      title={title}
      finding={found === null ? null : t(found.key, found.params)}
      reading={reading}
      provenance={provenance}
      badges={[
        t('frame.notFromZero'),
        t('slices.unadjusted'),
        ...(all.some(({ isThin }) => isThin) ? [t('slices.thin')] : []),
        ...badges,
      ]}
      empty={hasValue ? null : t('slices.empty')}
      table={tableOf(groups, all, [
        props.sliceName,
        t('auc.group'),
        t('slices.rows'),
        t('slices.positiveRows'),
        t('slices.users'),
        t(`metric.${metric}`),
        t('slices.half'),
        t('verdict.delta'),
        t('slices.deltaHalf'),
        t('slices.floor'),
        t('slices.oracle'),
      ])}
    >
      <SlicePlot
        groups={groups}
        columns={columns}
        apart={apart === null ? null : { ...apart, label: allName }}
        levelName={t(`metric.${metric}`)}
        isBracketed={props.isBracketed}
        bracketName={props.bracketName}
      />
      <div style={{ display: 'flex', gap: 18, flexWrap: 'wrap', marginTop: 8 }}>
        {groups.map((group) => (
          <GroupName key={group.id} name={group.name} style={group.style} />
        ))}
        {all.some(({ floor }) => floor !== null) && (
          <ReferenceKey color="var(--sc-reference)" dash="4 3" text={t('roc.floor')} />
        )}
        {all.some(({ oracle }) => oracle !== null) && (
          <ReferenceKey color="var(--sc-ceiling)" dash="1 3" text={t('roc.oracle')} />
        )}
      </div>
      {props.beside}
    </ChartFrame>
  )
}

function ReferenceKey({
  color,
  dash,
  text,
}: {
  readonly color: string
  readonly dash: string
  readonly text: string
}) {
  return (
    <span className="sc-name sc-sub">
      <svg width={22} height={8} aria-hidden="true">
        <line x1={0} x2={22} y1={4} y2={4} stroke={color} strokeWidth={1.75} strokeDasharray={dash} />
      </svg>
      {text}
    </span>
  )
}

/** A row for each slice and group; values that rest on too little are there, and marked by their counts. */
function tableOf(
  groups: readonly SliceGroup[],
  all: readonly SliceColumn[],
  columns: readonly string[],
): DataTable {
  return {
    columns,
    rows: all.flatMap((column) =>
      groups.map((group, index) => {
        const cell = column.cells[index]
        return [
          column.label,
          group.name,
          numberCell(column.rows, countText),
          numberCell(column.positives, countText),
          numberCell(column.users, countText),
          numberCell(cell?.level, metricText),
          numberCell(cell?.half, metricText),
          numberCell(cell?.delta, signedText),
          numberCell(cell?.deltaHalf, metricText),
          numberCell(column.floor, metricText),
          numberCell(column.oracle, metricText),
        ]
      }),
    ),
  }
}
