import base64 from 'virtual:soundcheck-kernels'

type Numbers = (...args: number[]) => void

/** Functions of kernels.as.ts: byte offsets, sizes and strides. */
export interface Kernels {
  readonly binary: Numbers
  readonly integers: Numbers
  readonly unary: Numbers
  readonly step: Numbers
  readonly sum: Numbers
  readonly maximum: Numbers
  readonly softmax: Numbers
  readonly copy: Numbers
  readonly fill: Numbers
  readonly gather: Numbers
  readonly scatter: Numbers
  readonly oneHot: Numbers
  readonly adam: Numbers
  readonly gemm: Numbers
}

let compiled: WebAssembly.Module | null = null

/** The kernels over a memory of their own, of at least these bytes. */
export function instantiate(bytes: number): {
  readonly kernels: Kernels
  readonly memory: WebAssembly.Memory
} {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)))
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) + 1 })
  const abort = (): never => {
    throw new Error('a kernel aborted')
  }
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory, abort } })
  return { kernels: exports as unknown as Kernels, memory }
}
