import * as tf from '@tensorflow/tfjs'
import type { EncodedDataset, Field } from '../core/data/encoded.ts'
import { HISTORY_LENGTH } from '../core/data/history.ts'
import { stream } from '../core/rng.ts'
import { uniformAt } from '../nn/random.ts'
import type { Batch } from './stage.ts'
import type { Change } from './stepper.ts'

/** Whose user embedding is silent in training: a share of the rows, drawn anew for every step. */
export type Drop = { readonly seed: number; readonly step: number; readonly rate: number } | null

/** What `Batch` holds, before it is tensors. */
export interface BatchValues {
  /** [B, A] row-major. */
  readonly ids: Int32Array
  readonly sceneIds: Int32Array
  /** [B, T] row-major. */
  readonly labels: Float32Array
  readonly userMask: Float32Array
  /** [B, HISTORY_LENGTH] row-major; null when nothing reads it. */
  readonly history: Int32Array | null
  /** [B, T] row-major; null when nothing reads it. */
  readonly targets: Float32Array | null
}

/**
 * Which rows have a user embedding that is heard, 1 or 0: not those of a user unseen in training, nor, with `drop`, a
 * share of the others.
 */
export function userMaskOf(encoded: EncodedDataset, rows: Uint32Array, drop: Drop): Float32Array {
  const fields = encoded.fields.length
  const mask = new Float32Array(rows.length).fill(1)
  const userColumn = encoded.fields.findIndex(({ kind }) => kind === 'user')
  const draws =
    drop === null || drop.rate === 0 ? null : uniformAt(drop.seed, 'id-dropout', drop.step, rows.length)
  for (let b = 0; b < rows.length; b++) {
    const isUnseen = userColumn < 0 || encoded.ids[(rows[b] as number) * fields + userColumn] === 0
    const isDropped = draws !== null && (draws[b] as number) < (drop?.rate ?? 0)
    if (isUnseen || isDropped) mask[b] = 0
  }
  return mask
}

/**
 * The dataset with other ids in all rows of some fields, or with other ids altogether; itself without a change. A field
 * that says another scene routes rows as that scene.
 */
export function changed(encoded: EncodedDataset, change: Change | null): EncodedDataset {
  if (change instanceof Int32Array) return { ...encoded, ids: change }
  const changes = change === null ? [] : 'field' in change ? [change] : change
  if (changes.length === 0) return encoded
  const width = encoded.fields.length
  const ids = encoded.ids.slice()
  let { sceneIds } = encoded
  for (const { field, id } of changes) {
    for (let at = field; at < ids.length; at += width) ids[at] = id
    const { kind, labels } = encoded.fields[field] as Field
    const scene = kind === 'scene' ? encoded.sceneNames.indexOf(labels[id] ?? '') : -1
    if (scene >= 0) sceneIds = new Int32Array(sceneIds.length).fill(scene)
  }
  return { ...encoded, ids, sceneIds }
}

/** A whole batch of rows, over and over again: what is a mean over the batch stays what it is over the rows. */
export const repeated = (rows: Uint32Array, size: number): Uint32Array =>
  Uint32Array.from({ length: size }, (_, i) => rows[i % rows.length] as number)

/** Values of some rows. With `drop`, a share of them gets a silent user embedding. */
export function batchValues(encoded: EncodedDataset, rows: Uint32Array, drop: Drop): BatchValues {
  const fields = encoded.fields.length
  const tasks = encoded.tasks.length
  const ids = new Int32Array(rows.length * fields)
  const labels = new Float32Array(rows.length * tasks)
  const sceneIds = new Int32Array(rows.length)
  const { history: behaviours, targets: quantiles } = encoded
  const targets = quantiles === null ? null : new Float32Array(rows.length * tasks)
  const history = behaviours === null ? null : new Int32Array(rows.length * HISTORY_LENGTH)
  for (const [b, row] of rows.entries()) {
    ids.set(encoded.ids.subarray(row * fields, (row + 1) * fields), b * fields)
    labels.set(encoded.labels.subarray(row * tasks, (row + 1) * tasks), b * tasks)
    sceneIds[b] = encoded.sceneIds[row] as number
    if (quantiles !== null) targets?.set(quantiles.subarray(row * tasks, (row + 1) * tasks), b * tasks)
    if (behaviours !== null) {
      const own = behaviours.subarray(row * HISTORY_LENGTH, (row + 1) * HISTORY_LENGTH)
      history?.set(own, b * HISTORY_LENGTH)
    }
  }
  return { ids, sceneIds, labels, userMask: userMaskOf(encoded, rows, drop), history, targets }
}

/** The same as tensors. The caller disposes them. */
export function batchOf(encoded: EncodedDataset, rows: Uint32Array, drop: Drop): Batch {
  const { ids, sceneIds, labels, userMask, history, targets } = batchValues(encoded, rows, drop)
  return {
    ids: tf.tensor2d(ids, [rows.length, encoded.fields.length], 'int32'),
    sceneIds: tf.tensor1d(sceneIds, 'int32'),
    labels: tf.tensor2d(labels, [rows.length, encoded.tasks.length]),
    userMask: tf.tensor2d(userMask, [rows.length, 1]),
    history: history === null ? null : tf.tensor2d(history, [rows.length, HISTORY_LENGTH], 'int32'),
    targets: targets === null ? null : tf.tensor2d(targets, [rows.length, encoded.tasks.length]),
  }
}

export function disposeBatch(batch: Batch): void {
  tf.dispose([batch.ids, batch.sceneIds, batch.labels, batch.userMask])
  batch.history?.dispose()
  batch.targets?.dispose()
}

/**
 * Train rows in the order of training: a new permutation for every epoch from the stream `epoch/n`; batches are whole,
 * so the tail of one permutation continues into the next.
 */
export function rowOrder(train: Uint32Array, seed: number): (first: number, count: number) => Uint32Array {
  let epoch = -1
  let order = new Uint32Array(0)
  return (first, count) => {
    const rows = new Uint32Array(count)
    for (let i = 0; i < count; i++) {
      const wanted = Math.floor((first + i) / train.length)
      if (wanted !== epoch) {
        epoch = wanted
        order = stream(seed, `epoch/${epoch}`).permutation(train.length)
      }
      rows[i] = train[order[first + i - epoch * train.length] as number] as number
    }
    return rows
  }
}
