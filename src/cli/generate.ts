import { BUILTIN_SAMPLE, generateWorld, worldCsv, worldTruth } from '../core/data/synth.ts'
import { sha256Text } from '../core/hash.ts'
import type { CliCommand } from './args.ts'
import { delivered, jsonText, type Outcome, writeWhole } from './output.ts'

/** Writes a generated world as a CSV; as it stands, the built-in sample. */
export function generate(options: Extract<CliCommand, { readonly command: 'generate' }>): Outcome {
  const world = generateWorld({
    ...BUILTIN_SAMPLE,
    rows: options.rows ?? BUILTIN_SAMPLE.rows,
    users: options.users ?? BUILTIN_SAMPLE.users,
    seed: options.seed ?? BUILTIN_SAMPLE.seed,
  })
  const csv = worldCsv(world)
  if (options.truth !== null) writeWhole(options.truth, truthCsv(worldTruth(world)))
  const { settings, rows } = world
  return delivered(csv, options.out, jsonText({ id: sha256Text(csv), rows: rows.length, settings }))
}

/** One column per task, one line per row of the world, in the same order. */
function truthCsv(truth: ReadonlyMap<string, Float32Array>): string {
  const columns = [...truth.values()]
  const rows = Array.from({ length: columns[0]?.length ?? 0 }, (_, row) =>
    columns.map((column) => column[row]).join(','),
  )
  return `${[...truth.keys()].join(',')}\n${rows.join('\n')}\n`
}
