import type { Issue } from '../core/result.ts'
import { issue } from '../core/result.ts'
import { DeviceLost } from '../engine/device.ts'
import type { Checkpoint } from '../model/checkpoint.ts'
import { type Job, type Resume, type RunControl, train } from '../model/train.ts'
import type { RunEvent } from '../run/events.ts'
import type { Backends } from './backends.ts'
import type { Checkpoints } from './checkpoints.ts'
import { detailOf } from './faults.ts'
import type { CheckpointPlace } from './protocol.ts'
import type { SessionHost } from './session.ts'

/** Losses of a device in one run after which it goes on without one. */
const MOST_LOSSES = 2
/**
 * Longest that a model may have taken to be made, in milliseconds, for it to be made again: a run goes on within five
 * seconds, and a new device takes longer than the first model did on the one before.
 */
const MOST_MAKING = 2000

interface Means {
  readonly host: Pick<SessionHost, 'clock' | 'wall' | 'breathe'>
  readonly backends: Pick<Backends, 'restart' | 'standIn' | 'makingTook'>
  readonly checkpoints: Checkpoints
  /** Something that does not end the run. */
  trouble(issues: readonly Issue[]): void
}

/**
 * Trains a job to its end. It goes on from what was kept under its place; when the device goes away, from the latest
 * checkpoint on another, or on WASM. What was kept goes when the run has ended by itself, and stays where a person stopped it.
 */
export async function* survived(
  job: Omit<Job, 'resume' | 'keepCheckpoint'>,
  control: RunControl,
  place: CheckpointPlace | null,
  { host, backends, checkpoints, trouble }: Means,
): AsyncGenerator<RunEvent> {
  let resume = await reopened()
  let latest = resume?.checkpoint ?? null
  let reached = host.clock()
  let how: string | null = null
  let isTold = false
  let isStopped = false

  async function reopened(): Promise<Resume | undefined> {
    if (place === null) return undefined
    if (place.from === null) {
      await checkpoints.drop([place.key])
      return undefined
    }
    const found = await checkpoints.find(place.key, job.config, place.from)
    const kept = found.ok ? found.value : null
    if (!found.ok) trouble(found.error)
    else if (kept === null) trouble([issue('checkpoint', 'checkpoint.gone')])
    // What begins anew must not find what it cannot go on from among its own.
    if (kept === null) await checkpoints.drop([place.key])
    const { checkpoint = null, keptAt = host.wall() } = kept ?? {}
    const before = checkpoint?.how ?? null
    const cause = place.wasStopped === true ? 'stopped' : 'reopened'
    return { checkpoint, cause, since: keptAt, repeated: null, before }
  }

  /** What cannot be written is told once, training goes on, and the next is tried again. */
  async function keepCheckpoint(checkpoint: Checkpoint): Promise<number | null> {
    latest = checkpoint
    reached = host.clock()
    if (place === null) return null
    try {
      return await checkpoints.keep(place.key, job.config, { checkpoint, keptAt: host.wall() })
    } catch (error) {
      if (!isTold) trouble([issue('checkpoint', 'checkpoint.unwritten', { detail: detailOf(error) })])
      isTold = true
      return null
    }
  }

  for (let losses = 1; ; losses++) {
    try {
      const events = train(
        { ...job, keepCheckpoint, ...(resume === undefined ? {} : { resume }) },
        control,
        host.breathe,
      )
      for await (const event of events) {
        if (event.type === 'started') how = event.how
        if (event.type === 'ended') isStopped = event.reason === 'stopped'
        yield event
      }
      if (place !== null && !isStopped) await checkpoints.drop([place.key])
      return
    } catch (error) {
      if (!(error instanceof DeviceLost)) throw error
      const repeated = (host.clock() - reached) / 1000
      resume = { checkpoint: latest, cause: 'deviceLost', since: host.wall(), repeated, before: how }
      if (losses >= MOST_LOSSES || backends.makingTook() > MOST_MAKING) await backends.standIn()
      else await backends.restart()
    }
  }
}
