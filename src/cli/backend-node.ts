import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import { registerCpuKernels } from '../nn/kernels/cpu.ts'
import { registerWasmKernels } from '../nn/kernels/wasm.ts'
import { registerWebgpuKernels } from '../nn/kernels/webgpu.ts'
import type { BackendName, ChosenBackend } from '../worker/protocol.ts'

/** The same choice without a browser: what is named, WASM by default. Throws when it does not start. */
export async function chooseBackend(forced: BackendName | null): Promise<ChosenBackend> {
  tf.enableProdMode()
  const name = forced ?? 'wasm'
  const detail = await load(name)
  if (!(await tf.setBackend(name))) throw new Error(`the ${name} backend did not start`)
  await tf.ready()
  return {
    name,
    reason: forced === null ? 'noAdapter' : 'byHand',
    detail,
    available: ['wasm', 'cpu', 'webgpu'],
  }
}

async function load(name: BackendName): Promise<string> {
  switch (name) {
    case 'cpu':
      await import('@tensorflow/tfjs-backend-cpu')
      registerCpuKernels()
      return ''
    case 'wasm': {
      const wasm = await import('@tensorflow/tfjs-backend-wasm')
      const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
      wasm.setWasmPaths(`${dirname(entry)}/`)
      registerWasmKernels()
      return ''
    }
    case 'webgpu':
      return loadWebgpu()
    case 'webgl':
      throw new Error('WebGL is not available here; choose cpu, wasm or webgpu')
    default:
      return name satisfies never
  }
}

/** Dawn for Node, the optional `webgpu` package, dressed as a browser's WebGPU. */
async function loadWebgpu(): Promise<string> {
  const { create, globals } = await import('webgpu').catch(() => {
    throw new Error('the optional package “webgpu” is not installed; run npm install webgpu')
  })
  Object.assign(globalThis, globals)
  const gpu: GPU = create([])
  Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true })
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (adapter === null) {
    throw new Error(
      'no WebGPU adapter; a Vulkan, Metal or D3D12 driver is needed (VK_ICD_FILENAMES may name one)',
    )
  }
  flattenFeatures(adapter)
  gpu.requestAdapter = async () => adapter
  await import('@tensorflow/tfjs-backend-webgpu')
  tf.env().set('WEBGPU_CPU_FORWARD', false)
  registerWebgpuKernels()
  const { vendor, architecture, description } = adapter.info
  return [vendor, architecture, description].filter((word) => word !== '').join(' ')
}

/** tfjs 4.22 passes its required features as a list in a list, which browsers tolerate and Dawn does not. */
function flattenFeatures(adapter: GPUAdapter): void {
  const request = adapter.requestDevice.bind(adapter)
  adapter.requestDevice = (descriptor) => {
    const features = [...(descriptor?.requiredFeatures ?? [])].flat() as GPUFeatureName[]
    return request({ ...descriptor, requiredFeatures: features })
  }
}
