import { beforeAll, describe, expect, it } from 'vitest'
import type { EncodedDataset } from '../core/data/encoded.ts'
import { defaultsOf } from '../core/setting-spec.ts'
import { makeStepper } from '../engine/make-stepper.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import type { Part } from '../model/stage.ts'
import { partsOf } from '../modules/parts.ts'
import { sceneRouting } from '../modules/scene-routing/spec.ts'
import type { ModuleConfigs } from '../modules/specs.ts'
import { useBackend } from '../testing/backend.ts'
import {
  centredByBatch,
  deadPart,
  leakingRoute,
  relabelled,
  startingAt,
  unusedPart,
  withTellingField,
} from '../testing/faults.ts'
import { withModule } from '../testing/module-world.ts'
import { runOf } from '../testing/run-of.ts'
import { sampleWorld } from '../testing/sample-world.ts'
import { examination, type Finding } from './doctor.ts'
import type { Run } from './run.ts'

let sample: { readonly config: ExperimentConfig; readonly encoded: EncodedDataset }
beforeAll(async () => {
  await useBackend('wasm')
  sample = await sampleWorld({}, { epochs: 20, evaluationsPerEpoch: 3 })
})

interface Patient {
  readonly modules?: ModuleConfigs
  readonly seed?: number
  readonly encoded?: EncodedDataset
  readonly parts?: (parts: readonly Part[]) => readonly Part[]
  /** Where it is stopped; evaluations are every 9 steps. */
  readonly steps?: number
}

/** What is found, the first time that it is, in a run of the sample up to its last evaluation before step 50. */
async function found(patient: Patient) {
  const { modules = {}, seed = 1, encoded = sample.encoded, parts = (same) => same, steps = 45 } = patient
  const config = { ...sample.config, seed, modules: { ...sample.config.modules, ...modules } }
  const all = new Map<string, Finding>()
  const examine = (run: Run): void => {
    for (const { findings } of examination(run))
      for (const one of findings) {
        const key = JSON.stringify(one, (name, value) =>
          typeof value === 'number' && name !== 'branch' ? 0 : value,
        )
        if (!all.has(key)) all.set(key, one)
      }
  }
  examine(await runOf(config, encoded, parts(partsOf(config.modules)), makeStepper(1), steps, examine))
  return [...all.values()]
}

const routing = (settings: Readonly<Record<string, unknown>>) => withModule('scene-routing', settings)

describe('a planted fault is named within 50 steps', () => {
  it('a route through which other scenes’ rows train a scene’s weights', async () => {
    const config = { ...defaultsOf(sceneRouting.settings), architecture: 'shared-private' as const }
    const findings = await found({
      modules: routing({ architecture: 'shared-private' }),
      parts: (parts) => parts.map((part) => (part.stage === 'route' ? leakingRoute(config) : part)),
    })
    expect(findings.filter((one) => one.kind === 'leak' && one.by === 'route').length).toBeGreaterThan(0)
  })

  it('a row’s logit that hangs on the other rows of its batch', async () => {
    // Its step has no compiled form that passes the self-check, and eager ones take long: few rows and steps.
    const { train, valid, test } = sample.encoded.splits
    const few = { train: train.slice(0, 3000), valid: valid.slice(0, 600), test: test.slice(0, 300) }
    const findings = await found({
      encoded: { ...sample.encoded, splits: few },
      parts: (parts) => [...parts, centredByBatch],
      steps: 2,
    })
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'leak', by: 'batch' }))
  })

  it('a feature that is the label', async () => {
    const findings = await found({ encoded: withTellingField(sample.encoded, 'genre', 0) })
    expect(findings).toContainEqual(
      expect.objectContaining({ kind: 'leak', by: 'field', field: 'genre', task: 'watch_sec>10' }),
    )
  })

  it('a module that nothing trains', async () => {
    const findings = await found({ parts: (parts) => [...parts, deadPart] })
    expect(findings).toEqual([
      expect.objectContaining({ kind: 'dead', what: 'part', part: 'mute', share: 0 }),
    ])
  })

  it('a module whose weights nothing uses, by a run that does not begin', async () => {
    await expect(found({ parts: (parts) => [...parts, unusedPart] })).rejects.toThrow(
      /^no gradient for .*unused\/weight$/,
    )
  })

  it('an expert that is never open', async () => {
    const findings = await found({
      modules: routing({ architecture: 'mmoe' }),
      parts: (parts) =>
        parts.map((part) =>
          startingAt(part, /^scene-routing\/expert\/0\/bias$/, (values) =>
            values.map((value, i) => (Math.floor(i / 32) === 2 ? -100 : value)),
          ),
        ),
    })
    expect(findings).toEqual([
      expect.objectContaining({ kind: 'dead', what: 'expert', branch: 2, silent: 1 }),
    ])
  })

  it('experts that start from one constant', async () => {
    const findings = await found({
      modules: routing({ architecture: 'mmoe' }),
      parts: (parts) =>
        parts.map((part) =>
          startingAt(part, /^scene-routing\/(expert\/0|gate)\/weights$/, (values) => values.map(() => 0.05)),
        ),
    })
    const collapsed = findings.filter((one): one is Finding & { kind: 'collapse' } => one.kind === 'collapse')
    expect(collapsed.map(({ branch }) => branch)).toEqual([0, 1, 2, 3])
    for (const { cosine } of collapsed) expect(cosine).toBeGreaterThanOrEqual(0.99)
  })

  it('labels that mean the opposite in one scene', async () => {
    const { sceneIds, sceneNames } = sample.encoded
    const encoded = relabelled(sample.encoded, ([first = 0, later = 0], row) =>
      sceneIds[row] === 1 ? [1 - first, 1 - first] : [first, later],
    )
    const findings = await found({ encoded })
    expect(findings.length).toBeGreaterThan(0)
    for (const one of findings) {
      expect(one).toMatchObject({ kind: 'conflict', between: 'scenes' })
      if (one.kind === 'conflict') expect([one.first, one.second]).toContain(sceneNames[1])
    }
  })

  it('tasks that want the opposite', async () => {
    const encoded = {
      ...relabelled(sample.encoded, ([first = 0]) => [first, 1 - first]),
      tasks: sample.encoded.tasks.map(({ id }) => ({ id, requires: null })),
    }
    const parts = (all: readonly Part[]) => all.filter(({ stage }) => stage !== 'relate')
    expect(await found({ encoded, parts })).toEqual([
      expect.objectContaining({ kind: 'conflict', between: 'tasks' }),
    ])
  })
})

const HEALTHY: readonly (readonly [string, ModuleConfigs])[] = [
  ['the sample’s first draft', {}],
  ['shared + private', routing({ architecture: 'shared-private' })],
  ['MMoE', routing({ architecture: 'mmoe' })],
  ['PLE', routing({ architecture: 'ple' })],
  ['a shared bottom', routing({ architecture: 'shared-bottom' })],
  ['HMoE', routing({ architecture: 'hmoe' })],
  ['SAR-Net', routing({ architecture: 'sar-net' })],
  ['clusters with a shift', withModule('user-clusters', { shift: true, lambdaIntra: 0.05 })],
  ['clusters by erase and add', withModule('user-clusters', { mode: 'ntm' })],
  ['prior prediction', { ...withModule('prior-auxiliary'), ...routing({ architecture: 'hinet' }) }],
]

describe('a healthy run raises no alarm in 50 steps', () => {
  it.each(HEALTHY.map(([name, modules], i) => [name, i + 1, modules] as const))(
    '%s, seed %i',
    async (_, seed, modules) => {
      expect(await found({ modules, seed })).toEqual([])
    },
  )
})
