import { parseProbe } from '../run/device.ts'
import type { BackendName } from '../worker/protocol.ts'
import type { StorageLike } from './persist.ts'
import type { WorkbenchState } from './state.ts'

/** What is known of this device: it belongs to no draft, and any tab may write it. */
export type DevicePart = Pick<WorkbenchState, 'wish' | 'probe'>

const KEY = 'soundcheck.device'
const BACKENDS: readonly BackendName[] = ['webgpu', 'wasm', 'cpu']
const NOTHING: DevicePart = { wish: null, probe: null }

/** What was kept; nothing where it cannot be read: a device can be measured again. */
export function knownDevice(storage: StorageLike | undefined): DevicePart {
  try {
    const kept: unknown = JSON.parse(storage?.getItem(KEY) ?? 'null')
    if (kept === null || typeof kept !== 'object') return NOTHING
    const { wish, probe }: { readonly wish?: unknown; readonly probe?: unknown } = kept
    return { wish: BACKENDS.find((one) => one === wish) ?? null, probe: parseProbe(probe) }
  } catch {
    return NOTHING
  }
}

/** False where the browser keeps nothing: the next visit measures again. */
export function keepDevice(storage: StorageLike | undefined, { wish, probe }: DevicePart): boolean {
  try {
    storage?.setItem(KEY, JSON.stringify({ wish, probe }))
    return true
  } catch {
    return false
  }
}
