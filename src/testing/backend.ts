import { chooseBackend } from '../cli/backend-node.ts'
import type { BackendName } from '../worker/protocol.ts'

const started = new Set<BackendName>()

/** Sets the backend of a numeric test, with gradients and own kernels. */
export async function useBackend(name: 'cpu' | 'wasm' | 'webgpu'): Promise<void> {
  if (started.size > 0 && !started.has(name)) {
    throw new Error(`this test file runs on ${[...started].join()}; one backend a file`)
  }
  if (started.has(name)) return
  started.add(name)
  await chooseBackend(name)
}
