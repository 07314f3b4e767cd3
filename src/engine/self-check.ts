import * as tf from '@tensorflow/tfjs'
import { NoForm } from '../compile/no-form.ts'
import type { Program } from '../compile/wasm/program.ts'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { batchOf, disposeBatch } from '../model/batches.ts'
import { buildRanker } from '../model/ranker.ts'
import type { Part } from '../model/stage.ts'
import { trainingStep } from '../model/training-step.ts'
import { keyOf, trainedOf } from '../model/variables.ts'
import type { Traced } from './trace-model.ts'

interface Subject {
  readonly config: ExperimentConfig
  readonly encoded: EncodedDataset
  readonly parts: readonly Part[]
  /** The first batch of training. */
  readonly rows: Uint32Array
  /** Its graph `step` has just run on these rows, at the initial values. */
  readonly program: Program
  readonly traced: Traced
}

/** Programs that were found to do what tfjs does. */
const passed = new Set<string>()

/** Loss terms and gauges agree to this share of themselves, gradients to this share of their largest element. */
const SCALAR = 1e-4
const GRADIENT = 1e-3

/** Holds a program's first step against eager tfjs on the same batch and values; throws `NoForm` where they differ. */
export function checkedStep(text: string, subject: Subject): void {
  if (passed.has(text)) return
  const { config, encoded, parts, rows, program, traced } = subject
  const { variables } = traced
  const ranker = buildRanker(encoded, config.model, parts, config.seed)
  const batch = batchOf(encoded, rows, { seed: config.seed, step: 0, rate: config.model.idDropout })
  try {
    tf.tidy(() => {
      const one = trainingStep(ranker, batch, 0)
      const scalars = [
        ...[...one.losses].map(([name, loss]) => ['loss', name, loss] as const),
        ...[...one.gauges].map(([name, gauge]) => ['gauge', name, gauge] as const),
      ]
      for (const [kind, name, scalar] of scalars)
        comparedScalar(`${kind} ${name}`, program.output('step', `${kind}/${name}`)[0], scalar.dataSync()[0])
      for (const { variable } of trainedOf(ranker.variables)) {
        const name = keyOf(variable)
        const got = program.output('step', `gradient/${name}`)
        compared(`the gradient of ${name}`, got, one.gradients[variable.name]?.dataSync<'float32'>())
      }
      one.commit()
      one.dispose()
      if (traced.writes === null) return
      program.run('writes')
      for (const { variable } of ranker.variables) {
        const name = keyOf(variable)
        compared(`what is written to ${name}`, program.variable(name), variable.dataSync<'float32'>())
        program.variable(name).set(variables.get(name) ?? [])
      }
    })
  } finally {
    disposeBatch(batch)
    ranker.dispose()
  }
  passed.add(text)
}

export function comparedScalar(what: string, got = Number.NaN, wanted = Number.NaN): void {
  if (!(Math.abs(got - wanted) <= SCALAR * Math.max(1e-2, Math.abs(wanted)))) {
    throw new NoForm(`${what} is ${got}, and ${wanted} eagerly`)
  }
}

/** Throws `NoForm` where one value is farther from the wanted one than a share of the largest. */
export function compared(
  what: string,
  got: Float32Array = new Float32Array(0),
  wanted: Float32Array = new Float32Array(0),
): void {
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const off = wanted.findIndex(
    (value, i) => !(Math.abs(value - (got[i] ?? Number.NaN)) <= GRADIENT * largest + 1e-7),
  )
  if (off >= 0) throw new NoForm(`${what} at ${off} is ${got[off]}, and ${wanted[off]} eagerly`)
}
