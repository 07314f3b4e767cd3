/** Threads that take parts of sections. They start in their own time: until then the caller does their share. */
export interface Helpers {
  stop(): void
}

interface Thread {
  postMessage(message: unknown): void
  terminate(): unknown
  unref?(): void
}

/** All that a helper is: an instance of the kernels over the shared memory that serves for ever. */
const BODY = `({ module, memory, worker }) =>
  new WebAssembly.Instance(module, { env: { memory, abort() { throw new Error('a kernel aborted') } } })
    .exports.serve(worker)`

export function helpersOf(count: number, module: WebAssembly.Module, memory: WebAssembly.Memory): Helpers {
  const threads = Array.from({ length: count }, (_, i) => {
    const thread = started()
    thread.postMessage({ module, memory, worker: i + 1 })
    return thread
  })
  return {
    stop() {
      for (const thread of threads) void thread.terminate()
    },
  }
}

interface NodeThreads {
  readonly Worker: new (source: string, options: { eval: true }) => Thread
}
type NodeProcess = { getBuiltinModule?(name: 'node:worker_threads'): NodeThreads }

function started(): Thread {
  const { process } = globalThis as unknown as { readonly process?: NodeProcess }
  const threads = process?.getBuiltinModule?.('node:worker_threads')
  if (threads !== undefined) {
    const source = `require('node:worker_threads').parentPort.once('message', ${BODY})`
    const thread = new threads.Worker(source, { eval: true })
    thread.unref?.()
    return thread
  }
  const url = URL.createObjectURL(
    new Blob([`onmessage = ({ data }) => (${BODY})(data)`], { type: 'text/javascript' }),
  )
  const thread = new Worker(url)
  URL.revokeObjectURL(url)
  return thread
}
