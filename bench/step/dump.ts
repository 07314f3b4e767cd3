// Initial values, rows and constants as files, for peers in other languages.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { initialValues, rowsOf, SHAPES } from './reference.ts'
import { batchesOf, constantsOf, type Sample, startOf, type Values } from './sample.ts'

/** Steps whose batches are written; a peer begins anew after the last. */
const STEPS = 64

function written(folder: string, values: ReadonlyMap<string, Values>): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, { values: start }] of values) put(folder, `${name.replaceAll('/', '.')}.f32`, start)
  const shapes = Object.fromEntries([...values].map(([name, { shape }]) => [name, shape]))
  writeFileSync(join(folder, 'shapes.json'), JSON.stringify(shapes))
}
const put = (folder: string, name: string, values: Float32Array | Int32Array | Uint32Array): void =>
  writeFileSync(join(folder, name), new Uint8Array(values.buffer, values.byteOffset, values.byteLength))

export function dumpReference(folder: string, count: number): void {
  const start = [...initialValues()].map(
    ([name, values]) => [name, { shape: SHAPES[name] ?? [], values }] as const,
  )
  written(folder, new Map(start))
  const rows = rowsOf(count)
  put(folder, 'ids.i32', rows.ids)
  put(folder, 'scenes.i32', rows.scenes)
  put(folder, 'labels.f32', rows.labels)
}

export function dumpSample(folder: string, sample: Sample): void {
  written(folder, startOf(sample))
  const { encoded, config } = sample
  const { batchSize } = config.training
  const rows = new Uint32Array(STEPS * batchSize)
  const masks = new Float32Array(STEPS * batchSize)
  const at = batchesOf(sample)
  for (let step = 0; step < STEPS; step++) {
    const batch = at(step)
    rows.set(batch.rows, step * batchSize)
    masks.set(batch.mask, step * batchSize)
  }
  put(folder, 'ids.i32', encoded.ids)
  put(folder, 'scenes.i32', Int32Array.from(encoded.sceneIds))
  put(folder, 'labels.f32', encoded.labels)
  put(folder, 'rows.i32', rows)
  put(folder, 'masks.f32', masks)
  const { length } = encoded.fields
  const sizes = { fields: length, tasks: encoded.tasks.length, scenes: encoded.sceneNames.length }
  writeFileSync(join(folder, 'constants.json'), JSON.stringify({ ...constantsOf(sample), ...sizes }))
}
