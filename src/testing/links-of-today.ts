import { type Fingerprint, fingerprintId } from '../core/data/fingerprint.ts'
import { WORLD_IDS, WORLDS, type WorldRecipe } from '../core/data/worlds/settings.ts'
import { defaultsOf } from '../core/setting-spec.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { sampleConfig, worldConfig } from '../experiment/defaults.ts'
import { addOneIn, controls, leaveOneOut } from '../experiment/groups.ts'
import { encodeLink } from '../experiment/link.ts'
import type { Plan } from '../experiment/plan.ts'
import { claimsOf } from '../run/claiming.ts'
import { resultLink } from '../run/result-link.ts'
import { claimable } from './claimable.ts'

const SHOP: Fingerprint = {
  ...{ kind: 'rows', count: 12345, order: '89abcdef' },
  ...{ mapped: '0f1e2d3c'.repeat(4), rows: '4b5a6978'.repeat(4) },
}
const STALL: Fingerprint = { kind: 'random', count: 321, name: '1a2b3c4d'.repeat(4) }

const planOf = (configs: readonly ExperimentConfig[], seeds: readonly number[] = [1, 2, 3]): Plan => ({
  groups: configs.map((config, i) => ({ id: `g${i}`, label: null, style: i, config })),
  seeds,
})

/** Links of every kind that this version makes, by name. */
export function linksOfToday(): ReadonlyMap<string, string> {
  const sample = sampleConfig()
  const plan = planOf(leaveOneOut(sample))
  const upload: ExperimentConfig = {
    ...sample,
    dataset: { kind: 'upload', id: fingerprintId(SHOP), name: 'shop.csv' },
  }
  const small: ExperimentConfig = {
    ...sample,
    dataset: { kind: 'upload', id: fingerprintId(STALL), name: 'stall.csv' },
  }
  const source = claimable()
  const claims = claimsOf(source)
  if (claims === null) throw new Error('there is nothing to claim')
  const made = {
    version: '0.1.0',
    how: 'wasm, compiled',
    deterministic: true,
    seconds: [6, 8],
    bytes: [1e7, 2e7],
  } as const
  const view = { task: source.task, slice: 'scene=voice', metric: 'auc' } as const
  const results = { plan: source.plan, claims, made, view }
  return new Map([
    ['sample', encodeLink(planOf([sample]))],
    ['leave one out', encodeLink(plan, { view })],
    [
      'add one in, labelled',
      encodeLink({
        ...plan,
        groups: planOf(addOneIn(sample)).groups.map((group) => ({ ...group, label: '基线 🎚', style: 7 })),
      }),
    ],
    ['controls', encodeLink(planOf(controls(sample), [7, 2147483647]))],
    ['seeds that grew', encodeLink({ ...plan, grown: true })],
    ['seeds until settled', encodeLink({ ...plan, stopsEarly: true }, { backend: 'webgpu' })],
    ['an upload', encodeLink(planOf(leaveOneOut(upload)), { note: 'What do you think?' })],
    ['a small upload', encodeLink(planOf(leaveOneOut(small)))],
    ['unknown parts', encodeLink(plan, { extra: { q9: [1, { a: null }] } })],
    ...WORLD_IDS.map((world) => {
      const config = worldConfig({ world, settings: defaultsOf(WORLDS[world].settings) } as WorldRecipe)
      return [`world ${world}`, encodeLink(planOf([config]))] as const
    }),
    ['results', resultLink(results).link],
    [
      'results, no curves',
      resultLink({ ...results, claims: { ...claims, curves: null, deciles: null } }).link,
    ],
    ['results with a note', resultLink({ ...results, note: 'Clusters pay. '.repeat(20) }).link],
    ['preset', '#/x/0.sample~clusters.off~training.epochs=5~seeds=5'],
    ['preset of a world', '#/x/0.world-c~scenes.architecture=star~model.tower=32,16'],
  ])
}
