import { isRecord } from '../experiment/reader.ts'

/** Something that could train here, and on how many threads. */
export interface Candidate {
  readonly backend: 'wasm' | 'webgpu'
  readonly threads: number
}
export interface Measurement extends Candidate {
  /** Median milliseconds of a step of the default model on the built-in sample. */
  readonly stepMs: number
  readonly rowsPerSecond: number
  /** For example `wasm, compiled (455 operations)`. */
  readonly how: string
}

/** What a device is, before anything is measured on it. */
export interface Device {
  /** Adapter, browser and version of the program: what was measured holds as long as none of them changes. */
  readonly key: string
  /** What may be chosen without a person's word. A software adapter is never among them. */
  readonly candidates: readonly Candidate[]
  /** Whether this processor multiplies and adds in one rounding within WASM. */
  readonly hasRelaxed: boolean
}

/** What was measured on a device, kept for the next visit. */
export interface Probe {
  readonly key: string
  /** At least one, in the order of the candidates. */
  readonly measured: readonly Measurement[]
  /** Candidates that did not train, in their own words. */
  readonly failed: readonly { readonly backend: Candidate['backend']; readonly detail: string }[]
  readonly hasRelaxed: boolean
}

/** The measurement with the shortest step; of equal ones the first. */
export function fastest({ measured }: Probe): Measurement {
  return measured.reduce((best, one) => (one.stepMs < best.stepMs ? one : best))
}

/** A probe that was kept; null when it is none. */
export function parseProbe(value: unknown): Probe | null {
  if (!isRecord(value) || typeof value.key !== 'string' || typeof value.hasRelaxed !== 'boolean') return null
  if (!Array.isArray(value.measured) || !Array.isArray(value.failed)) return null
  const measured = value.measured.map(measurementOf).filter((one) => one !== null)
  const failed = value.failed.map(failureOf).filter((one) => one !== null)
  const isWhole = measured.length === value.measured.length && failed.length === value.failed.length
  if (!isWhole || measured.length === 0) return null
  return { key: value.key, measured, failed, hasRelaxed: value.hasRelaxed }
}

function measurementOf(value: unknown): Measurement | null {
  if (!isRecord(value)) return null
  const { backend, threads, stepMs, rowsPerSecond, how } = value
  if (!isBackend(backend) || !isPositive(threads) || !Number.isInteger(threads)) return null
  if (!isPositive(stepMs) || !isPositive(rowsPerSecond) || typeof how !== 'string') return null
  return { backend, threads, stepMs, rowsPerSecond, how }
}

function failureOf(value: unknown): Probe['failed'][number] | null {
  if (!isRecord(value) || !isBackend(value.backend) || typeof value.detail !== 'string') return null
  return { backend: value.backend, detail: value.detail }
}

const isBackend = (value: unknown): value is Candidate['backend'] => value === 'wasm' || value === 'webgpu'
const isPositive = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0
