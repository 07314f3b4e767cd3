import * as tf from '@tensorflow/tfjs'
import { NoForm } from '../compile/no-form.ts'
import type { Program } from '../compile/wasm/program.ts'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { batchOf, disposeBatch } from '../model/batches.ts'
import { buildRanker } from '../model/ranker.ts'
import type { Part } from '../model/stage.ts'
import { keyOf } from '../model/variables.ts'
import { lossesAndGradients } from './gradients.ts'
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

/** Loss terms agree to this share of themselves, gradients to this share of their largest element. */
const LOSS = 1e-4
const GRADIENT = 1e-3

/** Holds a program's first step against eager tfjs on the same batch and values; throws `NoForm` where they differ. */
export function checkedStep(text: string, subject: Subject): void {
  if (passed.has(text)) return
  const { config, encoded, parts, rows, program, traced } = subject
  const { terms, variables } = traced
  const ranker = buildRanker(encoded, config.model, parts, config.seed)
  const batch = batchOf(encoded, rows, { seed: config.seed, step: 0, rate: config.model.idDropout })
  try {
    tf.tidy(() => {
      const { losses, gradients } = lossesAndGradients(ranker, batch, 0)
      for (const { name } of terms) {
        const wanted = losses.get(name)?.dataSync()[0] ?? Number.NaN
        comparedLoss(name, program.output('step', `loss/${name}`)[0], wanted)
      }
      for (const [name, gradient] of gradients) {
        const got = program.output('step', `gradient/${name}`)
        compared(`the gradient of ${name}`, got, gradient.dataSync<'float32'>())
      }
      tf.dispose([...losses.values()])
      if (traced.writes === null) return
      ranker.afterStep()
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

export function comparedLoss(name: string, got = Number.NaN, wanted = Number.NaN): void {
  if (!(Math.abs(got - wanted) <= LOSS * Math.max(1e-2, Math.abs(wanted)))) {
    throw new NoForm(`loss ${name} is ${got}, and ${wanted} eagerly`)
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
