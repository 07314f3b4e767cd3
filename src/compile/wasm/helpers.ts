import { CONTROL_WORDS, type HelperTask, serveForever } from './helper.ts'

/** Threads that take parts of sections. They start in their own time: until then the caller does their share. */
export interface Helpers {
  stop(): void
}

interface Thread {
  postMessage(message: HelperTask): void
  terminate(): unknown
  unref?(): void
}

export function helpersOf(count: number, module: WebAssembly.Module, memory: WebAssembly.Memory): Helpers {
  const threads = Array.from({ length: count }, (_, i) => {
    const thread = started()
    thread.postMessage({ module, memory, worker: i + 1, words: CONTROL_WORDS })
    return thread
  })
  return {
    stop() {
      for (const thread of threads) void thread.terminate()
    },
  }
}

interface NodeThreads {
  readonly Worker: new (source: string, options: { readonly eval: true }) => Thread
}
interface NodeProcess {
  getBuiltinModule?(name: 'node:worker_threads'): NodeThreads
}

function started(): Thread {
  const { process } = globalThis as unknown as { readonly process?: NodeProcess }
  const threads = process?.getBuiltinModule?.('node:worker_threads')
  if (threads === undefined) {
    return new Worker(new URL('./helper.worker.ts', import.meta.url), { type: 'module' })
  }
  const source = `require('node:worker_threads').parentPort.once('message', ${serveForever})`
  const thread = new threads.Worker(source, { eval: true })
  thread.unref?.()
  return thread
}
