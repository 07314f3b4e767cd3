import { beforeAll, describe, expect, it } from 'vitest'
import { compiledStepper } from '../../../engine/compiled-stepper.ts'
import { eagerStepper } from '../../../model/eager-stepper.ts'
import type { StepperFactory } from '../../../model/stepper.ts'
import { partsOf } from '../../../modules/parts.ts'
import type { ModuleConfigs } from '../../../modules/specs.ts'
import { useBackend } from '../../../testing/backend.ts'
import { allModules } from '../../../testing/engine-variants.ts'
import { moduleExperiment, moduleWorld, withModule } from '../../../testing/module-world.ts'
import { runOf } from '../../../testing/run-of.ts'
import { ledger, ledgerCourse } from './ledger.ts'

beforeAll(() => useBackend('wasm'))

const compiled: StepperFactory = (...given) => compiledStepper(...given, { kernels: 'simd', workers: 1 })
const plain = withModule('interactions')

/** Every module that has loss terms, with all of them on. */
const RUNS: readonly (readonly [string, ModuleConfigs])[] = [
  ['no module', plain],
  ['every module', allModules()],
  [
    'clusters',
    {
      ...plain,
      ...withModule('user-clusters', {
        ...{ shift: true, lambdaIntra: 0.1, lambdaCovariance: 0.2, lambdaVariance: 0.3 },
        ...{ lambdaBalance: 0.4, lambdaSharpness: 0.05 },
      }),
    },
  ],
  [
    'clusters by running means',
    { ...plain, ...withModule('user-clusters', { mode: 'ema', lambdaCommitment: 0.5 }) },
  ],
  ['priors', { ...plain, ...withModule('prior-gate') }],
  ['prior prediction', { ...plain, ...withModule('prior-auxiliary') }],
  ['tasks by a hinge', { ...plain, ...withModule('task-chain', { coupling: 'hinge', lambdaHinge: 0.3 }) }],
  ['entire-space corrections', { ...plain, ...withModule('task-chain', { coupling: 'escm2-dr' }) }],
  ['coarse ranking', { ...plain, ...withModule('coarse-rank') }],
  ['debiasing', { ...plain, ...withModule('debias') }],
  ...(['static', 'uncertainty', 'dwa', 'gradnorm', 'pcgrad'] as const).map(
    (method): readonly [string, ModuleConfigs] => [
      `balance by ${method}`,
      {
        ...plain,
        ...withModule('user-clusters'),
        ...withModule('loss-balance', { method, weights: [2, 0.5, 1] }),
      },
    ],
  ),
]

describe.each(RUNS)('the ledger of a run: %s', (_, modules) => {
  it.each([
    ['compiled to WebAssembly', compiled],
    ['eager', eagerStepper as StepperFactory],
  ])(
    'has weighted terms whose sum is the optimiser’s loss, and shares of 1, at every evaluation: %s',
    async (_name, stepperOf) => {
      const config = moduleExperiment(modules, {
        ...{ batchSize: 20, epochs: 8, evaluationsPerEpoch: 2, patience: 16, learningRate: 0.02 },
      })
      const run = await runOf(config, moduleWorld(), partsOf(modules), stepperOf)
      for (let step = 1; step <= 16; step++) {
        const { rows, sum, total, step: at } = ledger(run, step)
        expect(at).toBe(step)
        expect(Math.abs((sum ?? Number.NaN) - (total ?? Number.NaN)), `step ${step}`).toBeLessThan(1e-5)
        expect(rows.reduce((all, { share }) => all + (share ?? 0), 0)).toBeCloseTo(1, 6)
      }
      const course = ledgerCourse(run)
      expect(course.steps.length).toBeGreaterThan(0)
      for (const [i] of course.steps.entries()) {
        const pulls = [...course.pulls.values()].flatMap((own) => own[i] ?? [])
        expect(pulls.length).toBeGreaterThan(0)
        expect(pulls.every((pull) => pull >= 0)).toBe(true)
        expect(Math.abs(pulls.reduce((all, pull) => all + pull, 0) - 1)).toBeLessThan(1e-6)
      }
    },
  )
})
