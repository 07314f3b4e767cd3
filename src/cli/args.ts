import { type ParseArgsConfig, parseArgs } from 'node:util'
import { fail, type Issue, issue, ok, type Result } from '../core/result.ts'
import type { BackendName } from '../worker/protocol.ts'

export type CliCommand =
  | { readonly command: 'help' }
  | {
      readonly command: 'run'
      readonly experiment: string
      /** Null: the built-in sample. */
      readonly data: string | null
      /** Null: the fastest, by measuring. */
      readonly backend: BackendName | null
      /** Null: by the cores of the machine. */
      readonly threads: number | null
      readonly seed: number | null
      readonly out: string | null
      /** A dataset other than the experiment's is refused instead of remarked on. */
      readonly strict: boolean
      /** Slopes, uplifts, fusion search and exposure sweep with the result. */
      readonly ranking: boolean
    }
  | {
      readonly command: 'inspect'
      readonly data: string
      readonly out: string | null
      readonly text: boolean
    }
  | {
      readonly command: 'claims'
      /** Ids of stories; null: all. */
      readonly stories: readonly string[] | null
      readonly seeds: readonly number[]
      readonly backend: BackendName
      readonly threads: number | null
      /** Where what was measured is kept, beside what was before. */
      readonly record: string | null
      /** Where the table goes. */
      readonly out: string | null
    }
  | {
      readonly command: 'generate'
      /** Null: the built-in sample's. */
      readonly world: string | null
      /** Settings of the world, as `key=value`. */
      readonly set: readonly string[]
      readonly out: string | null
      readonly rows: number | null
      readonly users: number | null
      readonly seed: number | null
      /** Where the true probabilities go. */
      readonly truth: string | null
    }

type CommandName = Exclude<CliCommand['command'], 'help'>
const TEXT = { type: 'string' } as const
const FLAG = { type: 'boolean' } as const
const OPTIONS: Readonly<Record<CommandName, NonNullable<ParseArgsConfig['options']>>> = {
  claims: { story: TEXT, seeds: TEXT, backend: TEXT, threads: TEXT, record: TEXT, out: TEXT },
  run: { data: TEXT, backend: TEXT, threads: TEXT, seed: TEXT, out: TEXT, strict: FLAG, ranking: FLAG },
  inspect: { out: TEXT, text: FLAG },
  generate: {
    world: TEXT,
    set: { ...TEXT, multiple: true },
    out: TEXT,
    rows: TEXT,
    users: TEXT,
    seed: TEXT,
    truth: TEXT,
  },
}
const AUTO = 'auto'
const BACKENDS: readonly BackendName[] = ['cpu', 'wasm', 'webgpu']

/** What was asked for, from the words after the program's name. */
export function parseCommand(words: readonly string[]): Result<CliCommand> {
  const [command, ...rest] = words
  if (command === undefined || command === 'help' || command === '--help' || command === '-h') {
    return ok({ command: 'help' })
  }
  if (!isCommand(command)) {
    return fail([issue('arguments', 'cli.command', { command })])
  }
  const read = readWords(command, rest)
  if (!read.ok) return read
  const { values, positionals } = read.value
  const issues: Issue[] = []
  const text = (name: string): string | null => (typeof values[name] === 'string' ? values[name] : null)
  function whole(name: string, min: number): number | null {
    const given = text(name)
    if (given === null) return null
    const value = Number(given)
    if (/^\d+$/.test(given) && value >= min && value <= 4294967295) return value
    issues.push(issue(`--${name}`, 'cli.whole', { name, min, got: given }))
    return null
  }
  const file = (): string => {
    if (positionals.length !== 1) issues.push(issue('arguments', 'cli.oneFile', { command }))
    return positionals[0] ?? ''
  }

  /** WASM where none is named; null for a word that names none, which is an issue unless it is one of `others`. */
  function backend(others: readonly string[]): BackendName | null {
    const given = text('backend') ?? 'wasm'
    const found = BACKENDS.find((name) => name === given)
    if (found !== undefined) return found
    const options = [...others, ...BACKENDS].join(', ')
    if (!others.includes(given)) issues.push(issue('--backend', 'cli.backend', { options, got: given }))
    return null
  }
  const list = (name: string): readonly string[] | null =>
    text(name)
      ?.split(',')
      .map((word) => word.trim()) ?? null
  function seeds(): readonly number[] {
    const given = list('seeds') ?? ['1', '2', '3', '4', '5']
    const found = [...new Set(given.map(Number))]
    if (found.every((seed) => Number.isInteger(seed) && seed >= 0 && seed <= 2147483647)) return found
    issues.push(issue('--seeds', 'cli.seeds', { got: given.join(',') }))
    return []
  }

  const parsed = ((): CliCommand => {
    switch (command) {
      case 'run':
        return {
          command,
          experiment: file(),
          data: text('data'),
          backend: backend([AUTO]),
          threads: whole('threads', 1),
          seed: whole('seed', 0),
          out: text('out'),
          strict: values.strict === true,
          ranking: values.ranking === true,
        }
      case 'inspect':
        return { command, data: file(), out: text('out'), text: values.text === true }
      case 'claims':
        if (positionals.length > 0) issues.push(issue('arguments', 'cli.noFile', { command }))
        return {
          command,
          stories: list('story'),
          seeds: seeds(),
          backend: backend([]) ?? 'wasm',
          threads: whole('threads', 1),
          record: text('record'),
          out: text('out'),
        }
      case 'generate':
        if (positionals.length > 0) issues.push(issue('arguments', 'cli.noFile', { command }))
        return {
          command,
          world: text('world'),
          set: Array.isArray(values.set) ? values.set.map(String) : [],
          out: text('out'),
          rows: whole('rows', 1),
          users: whole('users', 1),
          seed: whole('seed', 0),
          truth: text('truth'),
        }
      default:
        return command satisfies never
    }
  })()
  return issues.length > 0 ? fail(issues) : ok(parsed)
}

const isCommand = (word: string): word is CommandName => Object.hasOwn(OPTIONS, word)

interface Words {
  readonly values: Readonly<Record<string, unknown>>
  readonly positionals: readonly string[]
}

function readWords(command: keyof typeof OPTIONS, args: readonly string[]): Result<Words> {
  try {
    return ok(parseArgs({ args: [...args], options: OPTIONS[command], allowPositionals: true, strict: true }))
  } catch (error) {
    return fail([
      issue('arguments', 'cli.words', { detail: error instanceof Error ? error.message : String(error) }),
    ])
  }
}
