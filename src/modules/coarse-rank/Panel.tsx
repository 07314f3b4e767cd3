import { useMemo } from 'react'
import type { PanelProps } from '../panel-props.ts'
import { CostTable } from './panel/CostTable.tsx'
import { FieldTable } from './panel/FieldTable.tsx'
import { KeptTable } from './panel/KeptTable.tsx'
import { ReportTable } from './panel/ReportTable.tsx'
import { fineRanker, importances, keptRows, keptShare } from './view.ts'

/** The student beside its teacher, what a request costs, and which fields it needs. */
export default function Panel({ config, schema, run }: PanelProps<'coarse-rank'>) {
  const fields = useMemo(() => importances(config, schema, run), [config, schema, run])
  const kept = useMemo(() => keptRows(config, schema, run), [config, schema, run])
  const fine = useMemo(() => fineRanker(run), [run])
  return (
    <div style={{ display: 'grid', gap: 14 }}>
      <ReportTable report={run.report?.coarse ?? null} fine={fine} seed={run.config.seed} />
      <CostTable config={config} schema={schema} kept={keptShare(run)} />
      <FieldTable selection={config.selection} fields={fields} seed={run.config.seed} />
      <KeptTable rows={kept} isAsked={config.selection !== 'none'} seed={run.config.seed} />
    </div>
  )
}
