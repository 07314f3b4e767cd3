import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import { deviceOf, probed, type Subject } from '../engine/probe.ts'
import { registerCpuKernels } from '../nn/kernels/cpu.ts'
import { registerWasmKernels } from '../nn/kernels/wasm.ts'
import { registerWebgpuKernels } from '../nn/kernels/webgpu.ts'
import { type Candidate, fastest, type Probe } from '../run/device.ts'
import { type Room, WASM_ROOM } from '../run/memory.ts'
import type { BackendName } from '../worker/protocol.ts'

/** The backend that trains, and its adapter's own words. */
export interface NodeBackend {
  readonly name: BackendName
  readonly detail: string
  readonly room: Room
}
interface Adapter {
  readonly words: string
  readonly isSoftware: boolean
  readonly room: Room
}

let adapter: Promise<Adapter> | null = null

/** Starts a backend without a browser. Throws when it does not start. */
export async function chooseBackend(name: BackendName): Promise<NodeBackend> {
  tf.enableProdMode()
  const gpu = await load(name)
  if (!(await tf.setBackend(name))) throw new Error(`the ${name} backend did not start`)
  await tf.ready()
  return { name, detail: gpu?.words ?? '', room: gpu?.room ?? WASM_ROOM }
}

/** Measures what this machine has, and starts the fastest; why there is no WebGPU to measure is said. */
export async function fastestBackend(
  subject: Subject,
  threads: number,
): Promise<{
  readonly backend: NodeBackend
  readonly threads: number
  readonly probe: Probe
  readonly without: string | null
}> {
  let without: string | null = null
  const gpu = await webgpu().catch((error: unknown) => {
    without = error instanceof Error ? error.message : String(error)
    return null
  })
  if (gpu?.isSoftware === true) without = `a software adapter is never chosen by itself: ${gpu.words}`
  const key = [gpu?.words ?? '', `node ${process.versions.node}`].join('|')
  const device = deviceOf(key, threads, gpu !== null && !gpu.isSoftware)
  const probe = await probed(device, subject, {
    start: async (name: Candidate['backend']) => void (await chooseBackend(name)),
    clock: () => performance.now(),
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
  })
  const best = fastest(probe)
  return { backend: await chooseBackend(best.backend), threads: best.threads, probe, without }
}

async function load(name: BackendName): Promise<Adapter | null> {
  switch (name) {
    case 'cpu':
      await import('@tensorflow/tfjs-backend-cpu')
      registerCpuKernels()
      return null
    case 'wasm': {
      const wasm = await import('@tensorflow/tfjs-backend-wasm')
      const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
      wasm.setWasmPaths(`${dirname(entry)}/`)
      registerWasmKernels()
      return null
    }
    case 'webgpu': {
      const found = await webgpu()
      await import('@tensorflow/tfjs-backend-webgpu')
      tf.env().set('WEBGPU_CPU_FORWARD', false)
      registerWebgpuKernels()
      return found
    }
    case 'webgl':
      throw new Error('WebGL is not available here; choose cpu, wasm or webgpu')
    default:
      return name satisfies never
  }
}

/** Looks for an adapter once: what was found stays. */
function webgpu(): Promise<Adapter> {
  adapter ??= findWebgpu()
  return adapter
}

/** Dawn for Node, the optional `webgpu` package, dressed as a browser's WebGPU. */
async function findWebgpu(): Promise<Adapter> {
  const { create, globals } = await import('webgpu').catch(() => {
    throw new Error('the optional package “webgpu” is not installed; run npm install webgpu')
  })
  Object.assign(globalThis, globals)
  const gpu: GPU = create([])
  Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true })
  const found = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (found === null) {
    throw new Error(
      'no WebGPU adapter; a Vulkan, Metal or D3D12 driver is needed (VK_ICD_FILENAMES may name one)',
    )
  }
  flattenFeatures(found)
  gpu.requestAdapter = async () => found
  const { vendor, architecture, description, isFallbackAdapter } = found.info
  const words = [vendor, architecture, description].filter((word) => word !== '').join(' ')
  return {
    words,
    isSoftware: isFallbackAdapter || /swiftshader|llvmpipe|lavapipe/i.test(words),
    room: { bytes: found.limits.maxStorageBufferBindingSize, perBuffer: true },
  }
}

/** tfjs 4.22 passes its required features as a list in a list, which browsers tolerate and Dawn does not. */
function flattenFeatures(adapter: GPUAdapter): void {
  const request = adapter.requestDevice.bind(adapter)
  adapter.requestDevice = (descriptor) => {
    const features = [...(descriptor?.requiredFeatures ?? [])].flat() as GPUFeatureName[]
    return request({ ...descriptor, requiredFeatures: features })
  }
}
