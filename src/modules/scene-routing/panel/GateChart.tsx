import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { metricText } from '../../../charts/format.ts'
import { HeatTable } from '../../../charts/HeatTable.tsx'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import { SliceButton } from '../../../ui/SliceButton.tsx'
import { usePickTexts } from '../../../ui/use-pick-texts.ts'
import type { PanelProps } from '../../panel-props.ts'
import type { Spreads } from '../view/seeds.ts'
import { type GateRow, THIN_ROWS } from '../view.ts'

interface GateChartProps {
  readonly rows: readonly GateRow[] | null
  readonly branches: readonly string[]
  readonly spreads: Spreads
  /** Mean gates at each reading, by scene and branch. */
  readonly course: readonly (readonly (readonly number[] | null)[])[]
  readonly provenance: ProvenanceFacts
  readonly onSlice: PanelProps<'scene-routing'>['onSlice']
  readonly canTellRows: boolean
}

/** C15: mean gate of each scene over the branches. */
export function GateChart(props: GateChartProps) {
  const { rows, branches, spreads, course, provenance, onSlice, canTellRows } = props
  const { t } = useTranslation('scene-routing')
  const picks = usePickTexts()
  const pickCell = (row: number, branch: number): void => {
    const scene = rows?.[row]?.scene
    const name = branches[branch]
    if (scene !== undefined && name !== undefined) onSlice?.({ kind: 'gate', scene, branch, name })
  }
  const canPick = onSlice !== null && canTellRows
  const entropyName = t('gate.entropy')
  const text = (value: number | null): string =>
    value === null ? '–' : value === 0 ? '0' : metricText(value, 2)
  const rangeOf = (scene: number, branch: number): string | undefined => {
    const spread = spreads[scene]?.[branch]
    if (spread === undefined || spread === null || spread.seeds < 2) return undefined
    return t('gate.range', { seeds: spread.seeds, min: text(spread.min), max: text(spread.max) })
  }
  return (
    <ChartFrame
      chart="C15"
      title={t('gate.title')}
      finding={t('gate.reading')}
      provenance={provenance}
      badges={(rows ?? []).some((row) => row.rows < THIN_ROWS) ? [t('gate.thin', { rows: THIN_ROWS })] : []}
      empty={rows === null ? t('panel.notRecorded') : null}
      table={{
        columns: [t('scene'), ...branches, entropyName, t('gate.rows'), t('gate.overSeeds')],
        rows: (rows ?? []).map((row, scene) => [
          row.scene,
          ...branches.map((_, branch) => text(row.gate?.[branch] ?? null)),
          row.entropy === null ? '–' : metricText(row.entropy, 2),
          String(row.rows),
          branches.map((_, branch) => rangeOf(scene, branch) ?? '–').join('; '),
        ]),
      }}
    >
      <HeatTable
        corner={t('scene')}
        columns={branches.map((branch) => ({ key: branch, name: branch }))}
        extraColumns={[entropyName, t('gate.rows')]}
        center={null}
        full={1}
        {...(canPick ? { onPick: pickCell } : {})}
        rows={(rows ?? []).map((row, scene) => ({
          key: row.scene,
          name: (
            <>
              {row.scene}{' '}
              {onSlice !== null && (
                <SliceButton what={row.scene} onPick={() => onSlice({ kind: 'scene', scene: row.scene })} />
              )}
            </>
          ),
          cells: branches.map((name, branch) => {
            const value = row.gate?.[branch] ?? null
            const range = rangeOf(scene, branch)
            return {
              ...{ value, text: text(value), isThin: row.rows < THIN_ROWS },
              label: picks('gateCell', { branch: name, scene: row.scene, gate: text(value) }),
              ...(range === undefined ? {} : { title: range }),
              // Forbidden all along: nothing moved.
              ...(value === 0 ? {} : { course: course.flatMap((at) => at[scene]?.[branch] ?? []) }),
            }
          }),
          extra: [row.entropy === null ? '–' : metricText(row.entropy, 2), String(row.rows)],
        }))}
      />
      {onSlice !== null && (
        <p className="sc-sub" style={{ margin: '6px 0 0' }}>
          {picks(canPick ? 'gateHelp' : 'onlyKeptRows')}
        </p>
      )}
    </ChartFrame>
  )
}
