import { useTranslation } from 'react-i18next'
import { ChartFrame } from '../../../charts/ChartFrame.tsx'
import { metricText } from '../../../charts/format.ts'
import type { ProvenanceFacts } from '../../../charts/Provenance.tsx'
import { groupColor } from '../../../charts/palette.ts'
import type { Spreads } from '../view/seeds.ts'
import { type GateRow, THIN_ROWS } from '../view.ts'

interface ContributionChartProps {
  readonly rows: readonly GateRow[] | null
  readonly branches: readonly string[]
  readonly spreads: Spreads
  readonly provenance: ProvenanceFacts
}

/** C16: how much of each branch reaches the tower, beside the raw gate; branches that no row of a scene uses are left out. */
export function ContributionChart({ rows, branches, spreads, provenance }: ContributionChartProps) {
  const { t } = useTranslation('scene-routing')
  const drawn = (rows ?? []).flatMap((row, scene) =>
    row.contribution === null ? [] : [{ row, lines: linesOf(row, branches, spreads[scene] ?? []) }],
  )
  const columns = ['branch', 'gate', 'share', 'seeds'] as const
  return (
    <ChartFrame
      chart="C16"
      title={t('contribution.title')}
      finding={t('contribution.reading')}
      provenance={provenance}
      badges={drawn.flatMap(({ row: { scene, misleading } }) =>
        misleading === null
          ? []
          : [t('contribution.misleading', { scene, branch: branches[misleading] ?? '' })],
      )}
      empty={drawn.length === 0 ? t('panel.notRecorded') : null}
      table={{
        columns: [t('scene'), ...columns.map((key) => t(`contribution.${key}`))],
        rows: drawn.flatMap(({ row, lines }) =>
          lines.map((line) => [
            row.scene,
            line.name,
            metricText(line.gate, 3),
            metricText(line.share, 3),
            line.seeds,
          ]),
        ),
      }}
    >
      <table className="sc-table">
        <thead>
          <tr>
            <th scope="col">{t('scene')}</th>
            {columns.map((key) => (
              <th key={key} scope="col" className={key === 'branch' ? '' : 'sc-number'}>
                {t(`contribution.${key}`)}
              </th>
            ))}
            <td style={{ width: '38%' }} />
          </tr>
        </thead>
        <tbody>
          {drawn.flatMap(({ row, lines }) =>
            lines.map((line, i) => (
              <tr
                key={`${row.scene} ${line.name}`}
                className={row.rows < THIN_ROWS ? 'sc-dimmed' : undefined}
              >
                {i === 0 && (
                  <th scope="rowgroup" rowSpan={lines.length} style={{ verticalAlign: 'top' }}>
                    {row.scene}
                  </th>
                )}
                <td>{line.name}</td>
                <td className="sc-number">{metricText(line.gate, 2)}</td>
                <td className="sc-number">{metricText(line.share, 2)}</td>
                <td className="sc-number sc-sub">{line.seeds}</td>
                <td>
                  {row.misleading === line.branch && (
                    <span className="sc-badge">{t('contribution.flag')}</span>
                  )}
                  <div className="sc-bar-track" aria-hidden="true">
                    <div
                      className="sc-bar-fill"
                      style={{ width: `${line.share * 100}%`, background: groupColor(line.branch) }}
                    />
                    {line.range !== null && (
                      <div
                        style={{
                          ...{ position: 'absolute', top: 6, height: 2, background: 'var(--sc-ink)' },
                          left: `${line.range[0] * 100}%`,
                          width: `${Math.max(0.4, (line.range[1] - line.range[0]) * 100)}%`,
                        }}
                      />
                    )}
                  </div>
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </ChartFrame>
  )
}

interface Line {
  readonly branch: number
  readonly name: string
  readonly gate: number
  readonly share: number
  /** Least and largest share over seeds, in words and on [0, 1]; null for one seed. */
  readonly seeds: string
  readonly range: readonly [number, number] | null
}

function linesOf(row: GateRow, branches: readonly string[], spreads: Spreads[number]): readonly Line[] {
  return branches.flatMap((name, branch): readonly Line[] => {
    const [gate, share] = [row.gate?.[branch] ?? 0, row.contribution?.[branch] ?? 0]
    const spread = spreads[branch] ?? null
    const range = spread === null || spread.seeds < 2 ? null : ([spread.min, spread.max] as const)
    const seeds = range === null ? '–' : range.map((end) => metricText(end, 2)).join(' – ')
    return gate === 0 && share === 0 ? [] : [{ branch, name, gate, share, seeds, range }]
  })
}
