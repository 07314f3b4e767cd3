import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
import wasmSimdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
import wasmThreadedUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'
import { deviceOfBackend, isLost, watch } from '../engine/device.ts'
import { deviceOf } from '../engine/probe.ts'
import { registerCpuKernels } from '../nn/kernels/cpu.ts'
import { registerWasmKernels } from '../nn/kernels/wasm.ts'
import { registerWebgpuKernels } from '../nn/kernels/webgpu.ts'
import { WASM_ROOM } from '../run/memory.ts'
import type { BackendName, BackendReason, ChosenBackend } from './protocol.ts'

declare const SOUNDCHECK_VERSION: string

interface Adapter {
  readonly gpu: GPUAdapter
  readonly isSoftware: boolean
  readonly words: string
}

/** Backends whose package and own kernels are loaded. */
const loaded = new Set<BackendName>()

/**
 * What was asked for, else WASM, which runs everywhere, until a measurement says more. Software adapters, WebGL and the
 * eager CPU are slower than WASM by one to three orders of magnitude: only by hand. Throws what the forced backend says
 * when it does not start.
 */
export async function chooseBackend(forced: BackendName | null, threads: number): Promise<ChosenBackend> {
  tf.enableProdMode()
  const adapter = await findAdapter()
  const name = forced ?? 'wasm'
  const available: BackendName[] = [
    ...(adapter === null ? [] : (['webgpu'] as const)),
    'wasm',
    'cpu',
    'webgl',
  ]
  if (name === 'webgpu' && adapter === null) throw new Error('this browser gives no WebGPU adapter')
  await start(name)
  return {
    name,
    reason: reasonOf(forced, adapter),
    detail: adapter?.words ?? '',
    available,
    room:
      name === 'webgpu' && adapter !== null
        ? { bytes: adapter.gpu.limits.maxStorageBufferBindingSize, perBuffer: true }
        : WASM_ROOM,
    device: deviceOf(
      [adapter?.words ?? '', navigator.userAgent, SOUNDCHECK_VERSION].join('|'),
      threads,
      adapter !== null && !adapter.isSoftware,
    ),
  }
}

function reasonOf(forced: BackendName | null, adapter: Adapter | null): BackendReason {
  if (forced !== null) return 'byHand'
  if (adapter === null) return 'gpu' in navigator ? 'noAdapter' : 'noWebGpu'
  return adapter.isSoftware ? 'softwareAdapter' : 'adapter'
}

async function findAdapter(): Promise<Adapter | null> {
  if (!('gpu' in navigator)) return null
  const gpu = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (gpu === null) return null
  const { vendor, architecture, description, isFallbackAdapter } = gpu.info
  const words = [vendor, architecture, description].filter((word) => word !== '').join(' ')
  return { gpu, isSoftware: isFallbackAdapter || /swiftshader|llvmpipe|lavapipe/i.test(words), words }
}

/** Whether the device of the backend that is set went away. */
export function isBackendLost(): boolean {
  const device = deviceOfBackend()
  return device !== null && isLost(device)
}

async function start(name: BackendName): Promise<void> {
  if (isBackendLost()) forget()
  if (!loaded.has(name)) {
    await load(name)
    loaded.add(name)
  }
  const before = tf.getBackend()
  const isStarted = await tf.setBackend(name).catch((error: unknown) => error)
  if (isStarted !== true) {
    // tfjs is left without a backend by one that does not start: the one before goes on.
    if (before !== '' && before !== undefined) await tf.setBackend(before)
    throw isStarted instanceof Error ? isStarted : new Error(`the ${name} backend did not start`)
  }
  await tf.ready()
  const device = deviceOfBackend()
  if (device !== null) watch(device)
}

/** Lets WebGPU go with its device, so that it asks for another when it is started again. */
function forget(): void {
  const factory = tf.findBackendFactory('webgpu')
  tf.removeBackend('webgpu')
  tf.registerBackend('webgpu', factory)
}

async function load(name: BackendName): Promise<void> {
  switch (name) {
    case 'webgpu':
      await import('@tensorflow/tfjs-backend-webgpu')
      tf.env().set('WEBGPU_CPU_FORWARD', false)
      registerWebgpuKernels()
      return
    case 'wasm': {
      const wasm = await import('@tensorflow/tfjs-backend-wasm')
      tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false)
      wasm.setWasmPaths({
        'tfjs-backend-wasm.wasm': wasmUrl,
        'tfjs-backend-wasm-simd.wasm': wasmSimdUrl,
        'tfjs-backend-wasm-threaded-simd.wasm': wasmThreadedUrl,
      })
      registerWasmKernels()
      return
    }
    case 'cpu':
      await import('@tensorflow/tfjs-backend-cpu')
      registerCpuKernels()
      return
    case 'webgl':
      throw new Error(
        'WebGL cannot train embeddings in a useful time (each gradient visits the whole table for every row); choose WASM',
      )
    default:
      return name satisfies never
  }
}
