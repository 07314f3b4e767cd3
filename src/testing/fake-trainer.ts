import type { DatasetInfo } from '../core/data/dataset.ts'
import type { Schema } from '../core/data/schema.ts'
import type { Command, TrainerPort, WorkerMessage } from '../worker/protocol.ts'

type CommandOf<Type extends Command['type']> = Command & { readonly type: Type }

/** A trainer whose events a test plays by hand. */
export interface FakeTrainer {
  readonly port: TrainerPort
  readonly sent: readonly Command[]
  say(message: WorkerMessage): void
  /** Commands of a type, in the order in which they came. */
  all<Type extends Command['type']>(type: Type): CommandOf<Type>[]
  /** The latest command of a type. */
  last<Type extends Command['type']>(type: Type): CommandOf<Type>
}

export function fakeTrainer(): FakeTrainer {
  const sent: Command[] = []
  const listeners = new Set<(message: WorkerMessage) => void>()
  const all = <Type extends Command['type']>(type: Type): CommandOf<Type>[] =>
    sent.filter((command): command is CommandOf<Type> => command.type === type)
  return {
    port: {
      send: (command) => {
        sent.push(structuredClone(command))
      },
      onMessage: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    sent,
    say: (message) => {
      for (const listener of listeners) listener(message)
    },
    all,
    last(type) {
      const command = all(type).at(-1)
      if (command === undefined) throw new Error(`no command ${type} was sent`)
      return command
    },
  }
}

export const SAMPLE_HASH = 'ab'.repeat(32)

export function infoOf(id: string, name: string, suggested: Schema): DatasetInfo {
  return {
    id,
    name,
    rowCount: 100,
    columns: [],
    suggested,
    guesses: [],
    issues: [],
    issueCount: 0,
    hasTruth: false,
  }
}

export const uploadSchema: Schema = {
  user: 'u',
  item: null,
  time: null,
  scene: null,
  tasks: [{ id: 'bought', column: 'bought', above: null, requires: null }],
  features: [{ column: 'age', source: 'user', roles: [] }],
  filters: [],
}
