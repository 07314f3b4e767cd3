import type { Column } from '../core/data/dataset.ts'
import { idColumns } from '../core/data/guess.ts'
import type { RowReport } from '../core/data/row-issues.ts'
import { isMissing } from '../core/data/values.ts'
import { type Issue, warning } from '../core/result.ts'
import { type BuiltColumn, type ColumnBuilder, columnBuilder } from './column-builder.ts'
import { growing } from './growing.ts'
import { rowReporter } from './row-reporter.ts'

/** A table as it was read. */
export interface BuiltTable {
  readonly columns: ReadonlyMap<string, Column>
  readonly rowCount: number
  readonly lines: Uint32Array
  readonly rows: RowReport
  /** Reservations about whole columns. */
  readonly notes: readonly Issue[]
}

/** Gathers rows into columns, and what is wrong with them. */
export function tableBuilder(names: readonly string[]) {
  const ids = idColumns(names)
  const columns: readonly ColumnBuilder[] = names.map((name) => columnBuilder(name, ids.all.has(name)))
  const lines = growing((length) => new Uint32Array(length))
  const reporter = rowReporter()

  function reportMisfits({ column, misfits }: BuiltColumn, at: Uint32Array): void {
    for (const { row, text } of misfits) {
      reporter.add({ rule: 'not-a-number', line: at[row] as number, column: column.name, value: text })
    }
  }

  function reportGaps(column: Column, at: Uint32Array): void {
    if (column.name !== ids.user && column.name !== ids.item) return
    for (const [row, line] of at.entries()) {
      if (isMissing(column, row)) reporter.add({ rule: 'empty-id', line, column: column.name, value: '' })
    }
  }

  return {
    columns,
    reporter,
    rowCount: (): number => lines.length(),
    /** A row whose cells were all added begins on this line. */
    endRow: (line: number): void => lines.push(line),
    build(): BuiltTable {
      const rowCount = lines.length()
      const at = lines.taken()
      const notes: Issue[] = []
      const built = new Map<string, Column>()
      for (const builder of columns) {
        const one = builder.build()
        built.set(one.column.name, one.column)
        reportMisfits(one, at)
        reportGaps(one.column, at)
        if (one.commas !== null) notes.push(commaNote(one.column.name, one.commas))
      }
      return { columns: built, rowCount, lines: at, rows: reporter.report(), notes }
    },
  }
}

function commaNote(
  column: string,
  { kind, example }: { readonly kind: string; readonly example: string },
): Issue {
  return warning(`column ${column}`, kind === 'read' ? 'csv.decimalComma' : 'csv.decimalCommaText', {
    column,
    example,
  })
}
