import * as tf from '@tensorflow/tfjs'
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { ModelStepper } from '../model/stepper.ts'

/** The device went away: nothing can be read from it again, and a run on it has ended. */
export class DeviceLost extends Error {}

/** What operations on a lost device say may come a moment before the loss itself is told. */
const MOMENT = 250
const losses = new WeakMap<GPUDevice, string>()
const watched = new WeakSet<GPUDevice>()

/** Device of the backend that is set; null where that is not WebGPU. */
export const deviceOfBackend = (): GPUDevice | null =>
  tf.getBackend() === 'webgpu' ? (tf.backend() as WebGPUBackend).device : null

/** Keeps what is told of a device's loss, from now on. */
export function watch(device: GPUDevice): void {
  if (watched.has(device)) return
  watched.add(device)
  void device.lost.then(({ reason, message }) => {
    losses.set(device, [reason, message].filter((word) => word !== '').join(': '))
  })
}

/** Whether a device that is watched has gone away. */
export const isLost = (device: GPUDevice): boolean => losses.has(device)

/** The stepper on the device of the backend; once that is lost it throws `DeviceLost` instead of whatever it says. */
export async function guarded(make: () => ModelStepper | Promise<ModelStepper>): Promise<ModelStepper> {
  const device = deviceOfBackend()
  if (device === null) throw new Error('no device to guard')
  watch(device)
  async function held<T>(act: () => T | Promise<T>): Promise<T> {
    try {
      if (!isLost(device as GPUDevice)) return await act()
    } catch (error) {
      await Promise.race([device?.lost, new Promise((wake) => setTimeout(wake, MOMENT))])
      if (!isLost(device as GPUDevice)) throw error
    }
    throw new DeviceLost(losses.get(device as GPUDevice))
  }
  const stepper = await held(make)
  return {
    ...stepper,
    steps: (count, firstStep) => held(() => stepper.steps(count, firstStep)),
    losses: () => held(() => stepper.losses()),
    evaluate: (rows, change) => held(() => stepper.evaluate(rows, change)),
    altered: (rows) => held(() => stepper.altered(rows)),
    pull: (rows) => held(() => stepper.pull(rows)),
    gradients: (rows) => held(() => stepper.gradients(rows)),
    taps: (rows, change) => held(() => stepper.taps(rows, change)),
    variables: () => held(() => stepper.variables()),
    saved: () => held(() => stepper.saved()),
  }
}
