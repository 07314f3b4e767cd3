import kernels from 'virtual:soundcheck-kernels'
import { TooLarge } from '../too-large.ts'

/** `relaxed` multiplies and adds in one rounding: faster, and the last bits may differ from machine to machine. */
export type Kernels = 'simd' | 'relaxed'

export interface Exports {
  /** Runs sections that lie one after the other. */
  readonly play: (sections: number, count: number, isShared: number) => void
}

const PAGE = 65536
const MOST_PAGES = 65536
const compiled = new Map<string, WebAssembly.Module>()

/** `relaxed` where this machine has it. */
export const hasRelaxed = (): boolean => WebAssembly.validate(binaryOf('relaxed', false))

export function moduleOf(kind: Kernels, isShared: boolean): WebAssembly.Module {
  const key = `${kind}/${isShared}`
  const known = compiled.get(key)
  if (known !== undefined) return known
  const module = new WebAssembly.Module(binaryOf(kind, isShared))
  compiled.set(key, module)
  return module
}

/** The binary asks for a shared memory; for one that is not, a bit of its import says so. */
function binaryOf(kind: Kernels, isShared: boolean): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(kernels[kind]), (c) => c.charCodeAt(0))
  if (isShared) return bytes
  const name = [...'memory'].map((c) => c.charCodeAt(0))
  const at = bytes.findIndex((_, i) => name.every((code, j) => bytes[i + j] === code)) + name.length
  // 2: a memory; 3: shared and bounded; 1: bounded.
  if (bytes[at] !== 2 || bytes[at + 1] !== 3) throw new Error('the kernels import no shared memory')
  bytes[at + 1] = 1
  return bytes
}

/** Throws `TooLarge` where there is no such memory. */
export function memoryOf(bytes: number, isShared: boolean): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE) + 1
  if (pages > MOST_PAGES) throw new TooLarge(bytes, MOST_PAGES * PAGE)
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: isShared })
  } catch (error) {
    // What an engine says when it has no such memory to give.
    if (error instanceof RangeError) throw new TooLarge(bytes, null)
    throw error
  }
}

const abort = (): never => {
  throw new Error('a kernel aborted')
}
export const instantiated = (module: WebAssembly.Module, memory: WebAssembly.Memory): Exports =>
  new WebAssembly.Instance(module, { env: { memory, abort } }).exports as unknown as Exports
