import { CONTROL, CONTROL_BYTES, SLEEPERS, TICKET } from './kernels/opcodes.ts'

/** What a helper is told: which kernels, over which shared memory, in whose place. */
export interface HelperTask {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly worker: number
  readonly words: typeof CONTROL_WORDS
}
/** Where the words lie by which a helper sleeps and is woken: bytes, their number, and two of them by place. */
export const CONTROL_WORDS = {
  at: CONTROL,
  count: CONTROL_BYTES / 4,
  ticket: TICKET / 4,
  sleepers: SLEEPERS / 4,
} as const

/** Serves for ever, and sleeps when idle. Uses nothing but what it is given: Node gets it as text. */
export function serveForever({ module, memory, worker, words }: HelperTask): never {
  const abort = (): never => {
    throw new Error('a kernel aborted')
  }
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort } })
  const serve = exports.serve as (worker: number) => number
  const control = new Int32Array(memory.buffer, words.at, words.count)
  for (;;) {
    const ticket = serve(worker)
    Atomics.add(control, words.sleepers, 1)
    Atomics.wait(control, words.ticket, ticket)
    Atomics.sub(control, words.sleepers, 1)
  }
}
