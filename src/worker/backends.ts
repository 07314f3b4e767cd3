import { issue } from '../core/result.ts'
import { makeStepper } from '../engine/make-stepper.ts'
import { probed, type Subject } from '../engine/probe.ts'
import { type WarmSteppers, warmSteppers } from '../engine/warm.ts'
import type { ModelStepper, StepperFactory } from '../model/stepper.ts'
import { type Device, fastest, type Probe } from '../run/device.ts'
import { type Room, WASM_ROOM } from '../run/memory.ts'
import { detailOf } from './faults.ts'
import type { BackendName, BackendReason, ChosenBackend } from './protocol.ts'
import type { SessionHost } from './session.ts'

/** Which backend trains: by hand, by what is known of this device, or by measuring it. */
export interface Backends {
  /** False until one has started. */
  isStarted(): boolean
  /** What the current one may have of memory. */
  room(): Room
  readonly steppers: WarmSteppers
  /** Makes one on the current backend that is compiled for it alone, with this thread alone. */
  readonly cold: StepperFactory<Promise<ModelStepper>>
  /** How often another backend became current: what was made before is of no use after. */
  changes(): number
  select(forced: BackendName | null, known: Probe | null): Promise<void>
  /** Starts what was chosen anew, its device being lost; WASM where it does not start again. */
  restart(): Promise<void>
  /** WASM stands in for a lost device, until what was chosen is started anew. */
  standIn(): Promise<void>
  isStandIn(): boolean
  /** Milliseconds that the last model took to be made on this backend. */
  makingTook(): number
  /** Whether nothing is known of this device and it is to be measured. */
  isUnmeasured(): boolean
  measure(subject: () => Promise<Subject>): Promise<void>
}

export function createBackends(host: SessionHost): Backends {
  let threads = host.threads
  let room: Room = WASM_ROOM
  let unmeasured: Device | null = null
  let isStarted = false
  let last: { readonly forced: BackendName | null; readonly known: Probe | null } = {
    forced: null,
    known: null,
  }
  let isStandIn = false
  let making = 0
  const steppers = warmSteppers(async (...subject) => {
    const began = host.clock()
    const stepper = await makeStepper(threads)(...subject)
    making = host.clock() - began
    return stepper
  })
  let changes = 0

  /** `chosen` is the current backend from now on. */
  function become(chosen: ChosenBackend, probe: Probe | null, reason: BackendReason = chosen.reason): void {
    const { device: _device, ...backend } = chosen
    steppers.drop()
    changes++
    unmeasured = null
    isStandIn = false
    room = chosen.room
    // As many threads as measured best on this backend; without a measurement, all.
    const own = probe?.measured.filter((one) => one.backend === chosen.name) ?? []
    const best =
      probe !== null && own.length > 0 ? fastest({ ...probe, measured: own }).threads : host.threads
    threads = chosen.name === 'wasm' ? best : 1
    host.post({ type: 'ready', backend: { ...backend, reason, threads, probe } })
  }

  /** Takes what measured fastest; `wasm` is current. */
  async function takeFastest(probe: Probe, wasm: ChosenBackend): Promise<void> {
    if (fastest(probe).backend === 'webgpu') {
      try {
        become(await host.chooseBackend('webgpu'), probe, wasm.reason)
      } catch (error) {
        host.post({ type: 'backend-failed', backend: 'webgpu', detail: detailOf(error) })
        become(wasm, probe, 'failedAdapter')
      }
      return
    }
    const hasFailed = probe.failed.some(({ backend }) => backend === 'webgpu')
    const slower: BackendReason = wasm.reason === 'adapter' ? 'slowerAdapter' : wasm.reason
    become(wasm, probe, hasFailed ? 'failedAdapter' : slower)
  }

  async function select(forced: BackendName | null, known: Probe | null): Promise<void> {
    last = { forced, known }
    try {
      const chosen = await host.chooseBackend(forced)
      isStarted = true
      if (forced !== null) become(chosen, known)
      else if (known?.key === chosen.device.key) await takeFastest(known, chosen)
      else {
        become(chosen, null)
        unmeasured = chosen.device
      }
    } catch (error) {
      host.post({ type: 'backend-failed', backend: forced ?? 'wasm', detail: detailOf(error) })
      // What was wanted does not start, and nothing else is there: WASM runs everywhere.
      if (forced !== null && (!isStarted || host.isLost())) await select(null, known)
    }
  }

  return {
    isStarted: () => isStarted,
    room: () => room,
    steppers,
    cold: makeStepper(1),
    changes: () => changes,
    select,
    restart: () => select(last.forced, last.known),
    async standIn() {
      become(await host.chooseBackend('wasm'), last.known, 'lostDevice')
      isStandIn = true
    },
    isStandIn: () => isStandIn,
    makingTook: () => making,
    isUnmeasured: () => unmeasured !== null,

    async measure(subject) {
      if (unmeasured === null) return
      const device = unmeasured
      unmeasured = null
      steppers.drop()
      try {
        const probe = await probed(device, await subject(), {
          clock: host.clock,
          breathe: host.breathe,
          start: async (backend) => void (await host.chooseBackend(backend)),
        })
        for (const failure of probe.failed) host.post({ type: 'backend-failed', ...failure })
        host.post({ type: 'probed', probe })
        last = { forced: null, known: probe }
        await takeFastest(probe, await host.chooseBackend(null))
      } catch (error) {
        const detail = detailOf(error)
        host.post({ type: 'trouble', issues: [issue('worker', 'worker.unmeasured', { detail })] })
        become(await host.chooseBackend(null), null)
      }
    },
  }
}
