import { parseCommand } from './args.ts'
import { claims } from './claims.ts'
import { generate } from './generate.ts'
import { inspect } from './inspect.ts'
import { type Outcome, refused, tell } from './output.ts'
import { run } from './run.ts'

const HELP = `soundcheck: rehearse a recommender before it goes live

  soundcheck run experiment.json [--data rows.csv[.gz]] [--backend auto|cpu|wasm|webgpu] [--threads n] [--seed n] [--strict] [--ranking] [--out result.json]
  soundcheck inspect rows.csv[.gz] [--text] [--out file]
  soundcheck generate [--rows n] [--users n] [--seed n] [--truth file] [--out file]
  soundcheck claims [--story M1,P3] [--seeds 1,2,3,4,5] [--backend cpu|wasm|webgpu] [--threads n] [--record file] [--out claims.md]
  soundcheck generate --world a|b|c|d [--set key=value …] [--seed n] [--truth file] [--out file]

The result goes to stdout or to --out, events as lines of JSON to stderr.
Status: 0 finished, 2 bad input (issues on stdout), 1 anything else, 130 or 143 stopped by a signal.
`

async function outcomeOf(words: readonly string[]): Promise<Outcome> {
  const parsed = parseCommand(words)
  if (!parsed.ok) return refused(parsed.error)
  const options = parsed.value
  switch (options.command) {
    case 'help':
      return { status: 0, stdout: HELP }
    case 'run':
      return run(options)
    case 'inspect':
      return inspect(options)
    case 'claims':
      return claims(options)
    case 'generate':
      return generate(options)
    default:
      return options satisfies never
  }
}

process.on('SIGINT', () => process.exit(130))
process.on('SIGTERM', () => process.exit(143))
// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', () => process.exit(0))

try {
  const { status, stdout } = await outcomeOf(process.argv.slice(2))
  // Exit by hand, once all is written: a GPU's handle can keep the process alive.
  process.stdout.write(stdout, () => process.exit(status))
} catch (error) {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  tell({ type: 'failed', detail })
  process.exit(1)
}
