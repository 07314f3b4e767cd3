import type { RowRule } from '../core/data/row-issues.ts'
import { stream } from '../core/rng.ts'
import { LONGEST_CELL } from '../ingest/row-reader.ts'

/** A fault that was planted, as the reader should list it. */
export interface PlantedFault {
  readonly rule: RowRule
  readonly line: number
  readonly column: string | null
}

const encoder = new TextEncoder()
const COLUMNS = ['user_id', 'item_id', 'scene', 'click', 'watch_sec', 'city', 'note']
const CITIES = ['北京', '上海', '广州', '深圳', '成都']

/** What stands in place of a row of faults, and the column that is to blame. */
const FAULTS: Readonly<Record<RowRule, { readonly column: string | null; write(cells: string[]): string }>> =
  {
    cells: { column: null, write: (cells) => cells.slice(0, -1).join(',') },
    'open-quote': { column: 'note', write: (cells) => [...cells.slice(0, -1), '"never closed'].join(',') },
    'text-after-quote': { column: 'city', write: (cells) => cells.with(5, '"北"京').join(',') },
    encoding: { column: 'note', write: (cells) => cells.with(6, '\uE000').join(',') },
    nul: { column: 'city', write: (cells) => cells.with(5, 'a\0b').join(',') },
    'cell-size': { column: 'note', write: (cells) => cells.with(6, 'x'.repeat(LONGEST_CELL + 1)).join(',') },
    'not-a-number': { column: 'watch_sec', write: (cells) => cells.with(4, '12s').join(',') },
    'empty-id': { column: 'user_id', write: (cells) => cells.with(0, '').join(',') },
  }
/** How many of each; 37 in all. */
const COUNTS: Readonly<Record<RowRule, number>> = {
  cells: 9,
  'open-quote': 4,
  'text-after-quote': 4,
  encoding: 5,
  nul: 4,
  'cell-size': 1,
  'not-a-number': 6,
  'empty-id': 4,
}

/** A log of 10,000 rows with 37 planted faults, quoted commas, doubled quotes, line ends within cells and gaps. */
export function plantedFile(rows = 10_000): {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly faults: readonly PlantedFault[]
} {
  const random = stream(37, 'test/planted-faults')
  const rules = (Object.keys(COUNTS) as RowRule[]).flatMap(
    (rule) => Array(COUNTS[rule]).fill(rule) as RowRule[],
  )
  const places = new Map(rules.map((rule, i) => [Array.from(random.permutation(rows))[i] as number, rule]))
  while (places.size < rules.length) throw new Error('two faults fell on one row')
  const lines: string[] = [COLUMNS.join(',')]
  const faults: PlantedFault[] = []
  let line = 2
  for (let row = 0; row < rows; row++) {
    const note = random.int(4)
    const cells = [
      `u${random.int(900)}`,
      String(random.int(500)),
      ['click', 'immersive'][random.int(2)] as string,
      String(random.int(2)),
      random.int(20) === 0 ? '' : (random.int(3000) / 10).toFixed(1),
      random.int(9) === 0 ? '' : (CITIES[random.int(CITIES.length)] as string),
      note === 0 ? '"first\nsecond, ""quoted"""' : note === 1 ? '' : `note ${random.int(99)}`,
    ]
    const rule = places.get(row)
    const text = rule === undefined ? cells.join(',') : FAULTS[rule].write(cells.with(6, 'plain'))
    if (rule !== undefined) faults.push({ rule, line, column: FAULTS[rule].column })
    lines.push(text)
    line += text.split('\n').length
  }
  return { bytes: withBrokenBytes(`${lines.join('\n')}\n`), faults }
}

/** As UTF-8 but for the private character, which becomes a sequence that is cut off. */
function withBrokenBytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = encoder.encode(text)
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === 0xee && bytes[at + 1] === 0x80 && bytes[at + 2] === 0x80)
      bytes.set([0xe5, 0x8c, 0x20], at)
  }
  return bytes
}
