import { chooseBackend } from '../cli/backend-node.ts'
import { stream } from '../core/rng.ts'
import type { Probe } from '../run/device.ts'
import { WASM_ROOM } from '../run/memory.ts'
import type { ChosenBackend } from '../worker/protocol.ts'

/** A shop: 400 rows of 40 users; whoever is `a` mostly buys. */
export function shopCsv(): string {
  const random = stream(1, 'test/shop')
  const rows = Array.from({ length: 400 }, (_, i) => {
    const kind = random.int(2)
    const bought = random.uniform() < (kind === 0 ? 0.85 : 0.15) ? 1 : 0
    return `u${random.int(40)},i${random.int(10)},${1000 + i},${'ab'[kind]},${bought}`
  })
  return `user_id,item_id,ts,kind,is_buy\n${rows.join('\n')}\n`
}

/** What was measured of this machine before. */
export const known: Probe = {
  key: 'this machine',
  measured: [{ backend: 'wasm', threads: 1, stepMs: 5, rowsPerSecond: 1e5, how: 'wasm, compiled' }],
  failed: [],
  hasRelaxed: false,
}
/** WASM, and a WebGPU adapter that is there and does not start. */
export async function chosen(forced: string | null): Promise<ChosenBackend> {
  if (forced === 'webgpu') throw new Error('the adapter is busy')
  await chooseBackend('wasm')
  return {
    name: 'wasm',
    reason: forced === null ? 'adapter' : 'byHand',
    detail: 'an adapter',
    available: ['webgpu', 'wasm'],
    room: WASM_ROOM,
    device: {
      key: known.key,
      candidates: [
        { backend: 'wasm', threads: 1 },
        { backend: 'webgpu', threads: 1 },
      ],
      hasRelaxed: false,
    },
  }
}
