import { type DataTable, numberCell } from './data-table.ts'
import { metricText } from './format.ts'
import type { UnitGroup } from './UnitPlot.tsx'
import type { ChartWords } from './words.ts'

/** Curves with the ends of their bands, a row for each point of the grid. */
export function unitData(
  t: ChartWords,
  groups: readonly UnitGroup[],
  xName: string,
  xText: (x: number) => string,
): DataTable {
  return {
    columns: [
      xName,
      ...groups.flatMap(({ name }) => [
        name,
        t('curve.low', { group: name }),
        t('curve.high', { group: name }),
      ]),
    ],
    rows: Array.from(groups[0]?.curve.x ?? [], (x, index) => [
      numberCell(x, xText),
      ...groups.flatMap(({ curve, band }) => [
        numberCell(curve.y[index], metricText),
        numberCell(band?.[index]?.low, metricText),
        numberCell(band?.[index]?.high, metricText),
      ]),
    ]),
  }
}
