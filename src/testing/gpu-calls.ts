/** What has been asked of WebGPU, whoever asked. */
export interface GpuCalls {
  launches: number
  submissions: number
  uploads: number
  uploadedBytes: number
  /** Whether launches are of no workgroups, so that scripts can be timed where a processor plays the device. */
  isIdle: boolean
  /** Buffers that were made and not destroyed. */
  readonly buffers: Set<GPUBuffer>
}

/** Counts from here on, in every device of this thread: queue writes and buffers that are born mapped are uploads. */
export function gpuCalls(): GpuCalls {
  const calls: GpuCalls = {
    launches: 0,
    submissions: 0,
    uploads: 0,
    uploadedBytes: 0,
    isIdle: false,
    buffers: new Set(),
  }
  const { dispatchWorkgroups } = GPUComputePassEncoder.prototype
  GPUComputePassEncoder.prototype.dispatchWorkgroups = function (...counts) {
    calls.launches++
    return calls.isIdle ? dispatchWorkgroups.call(this, 0) : dispatchWorkgroups.apply(this, counts)
  }
  const { submit, writeBuffer } = GPUQueue.prototype
  GPUQueue.prototype.submit = function (commands) {
    calls.submissions++
    return submit.call(this, commands)
  }
  GPUQueue.prototype.writeBuffer = function (...given: Parameters<typeof writeBuffer>) {
    const [, , data, from, size] = given
    calls.uploads++
    const unit = unitOf(data)
    calls.uploadedBytes += size === undefined ? data.byteLength - unit * (from ?? 0) : size * unit
    return writeBuffer.apply(this, given)
  }
  const { createBuffer } = GPUDevice.prototype
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = createBuffer.call(this, descriptor)
    calls.buffers.add(buffer)
    if (descriptor.mappedAtCreation === true) {
      calls.uploads++
      calls.uploadedBytes += descriptor.size
    }
    return buffer
  }
  const { destroy } = GPUBuffer.prototype
  GPUBuffer.prototype.destroy = function () {
    calls.buffers.delete(this)
    return destroy.call(this)
  }
  return calls
}

/** Offsets and sizes of a typed array count its elements. */
const unitOf = (data: object): number => ('BYTES_PER_ELEMENT' in data ? Number(data.BYTES_PER_ELEMENT) : 1)

export const heldBytes = ({ buffers }: GpuCalls): number =>
  [...buffers].reduce((sum, { size }) => sum + size, 0)
