import { chooseBackend } from '../cli/backend-node.ts'
import type { BackendName } from '../worker/protocol.ts'

/** Sets the backend of a numeric test, with gradients and own kernels. */
export async function useBackend(name: Exclude<BackendName, 'webgl'>): Promise<void> {
  await chooseBackend(name)
}
