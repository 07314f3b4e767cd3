import { EMPTY_PLAN, type JoinPlan, type SideJoin } from '../join/plan.ts'
import { stemOf, type Table } from '../join/table.ts'
import { type FileUse, type Headless, PARTS, type Template, type TemplateFile } from './template.ts'
import { TEMPLATES } from './templates.ts'

type Head = Pick<Table, 'name' | 'columns'>

const baseOf = (name: string): string => name.split(/[\\/]/).at(-1) ?? name

/** How a file without header is read, by its name; what it holds must still fit. Null for all other files. */
export function headlessOf(name: string): Headless | null {
  const forms = TEMPLATES.flatMap(({ files }) => files.flatMap(({ headless }) => headless ?? []))
  return forms.find((form) => form.name.test(baseOf(name))) ?? null
}

export function fits(file: TemplateFile, { name, columns }: Head): boolean {
  return (
    file.columns.every((column) => columns.has(column)) &&
    !(file.without ?? []).some((column) => columns.has(column)) &&
    (file.name === undefined || file.name.test(baseOf(name)))
  )
}

/** Which template knows these tables: one of its logs is among them. The one that knows most of them wins. */
export function recognise(tables: readonly Head[]): Template | null {
  let best: Template | null = null
  let most = 0
  for (const template of TEMPLATES) {
    const files = tables.flatMap((table) => template.files.find((file) => fits(file, table)) ?? [])
    if (!files.some(({ use }) => use.kind === 'log') || files.length <= most) continue
    best = template
    most = files.length
  }
  return best
}

interface Known<Kind extends FileUse['kind']> {
  readonly place: number
  readonly file: TemplateFile
  readonly use: Extract<FileUse, { readonly kind: Kind }>
}

/**
 * The plan by which a template makes one table of these. Tables that it does not know, and those whose key these logs lack,
 * are joined by what they share.
 */
export function planOf(template: Template, tables: readonly Table[]): JoinPlan {
  const files = keyed(
    tables,
    tables.map((table) => template.files.find((file) => fits(file, table)) ?? null),
  )
  const ofKind = <Kind extends FileUse['kind']>(kind: Kind): readonly Known<Kind>[] =>
    files.flatMap((file, place) =>
      file?.use.kind === kind ? [{ place, file, use: file.use as Known<Kind>['use'] }] : [],
    )
  const logs = [...ofKind('log')].sort(inOrder(tables, template))
  const parts = logs.map(({ use }) => use.part ?? PARTS.train)
  const isSplit = parts.includes(PARTS.train) && parts.includes(PARTS.test)
  return {
    ...EMPTY_PLAN,
    log: logs.map(({ place, use }) => ({ table: place, constants: use.constants ?? {} })),
    unpacked: files.flatMap((file, table) =>
      file?.packed === undefined ? [] : [{ table, packed: file.packed }],
    ),
    levels: files.flatMap((file, table) =>
      file?.levels === undefined || file.use.kind === 'leftOut' ? [] : [{ table, columns: file.levels }],
    ),
    sides: sidesOf(ofKind('side'), tables),
    events: ofKind('events').map(({ place, use: { kind: _kind, ...marking } }) => ({
      table: place,
      marking,
    })),
    free: files.flatMap((file, place) => (file === null ? [place] : [])),
    leftOut: ofKind('leftOut').map(({ place }) => place),
    parts: isSplit ? parts : null,
  }
}

/** The parts without those whose key no log has. */
function keyed(
  tables: readonly Table[],
  files: readonly (TemplateFile | null)[],
): readonly (TemplateFile | null)[] {
  const logs = tables.filter((_, place) => files[place]?.use.kind === 'log')
  const isThere = (key: string): boolean => logs.some(({ columns }) => columns.has(key))
  return files.map((file) =>
    file === null || !('keys' in file.use) || file.use.keys.every(isThere) ? file : null,
  )
}

/** Logs in the order of train, validation and test, then of the template, then by name. */
function inOrder(tables: readonly Table[], template: Template) {
  return (a: Known<'log'>, b: Known<'log'>): number =>
    (a.use.part ?? 0) - (b.use.part ?? 0) ||
    template.files.indexOf(a.file) - template.files.indexOf(b.file) ||
    ((tables[a.place]?.name ?? '') < (tables[b.place]?.name ?? '') ? -1 : 1)
}

/** One join for each side file; several tables of the same part are one. */
function sidesOf(sides: readonly Known<'side'>[], tables: readonly Table[]): readonly SideJoin[] {
  return [...new Set(sides.map(({ file }) => file))].map((file) => {
    const own = sides.filter((side) => side.file === file)
    const [first] = own
    if (first === undefined) throw new Error('a side without a table')
    const { keys, prefix } = first.use
    return {
      tables: own.map(({ place }) => place),
      keys,
      prefix: prefix ?? stemOf(tables[first.place]?.name ?? ''),
      isAlways: prefix !== undefined,
    }
  })
}
