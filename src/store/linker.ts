import type { ExperimentConfig } from '../experiment/config.ts'
import { configHash, seedHash } from '../experiment/hash.ts'
import type { Plan } from '../experiment/plan.ts'
import { isTrainedHere } from '../run/run.ts'
import type { Access } from './access.ts'
import { isPresent, missingDataset } from './datasets.ts'
import { claimsIn, type LinkedClaims, openedLink } from './links.ts'
import { adopted, takenIds } from './plans.ts'
import { cellsOf } from './runs.ts'
import type { LinkActions, View, WorkbenchState } from './state.ts'

/** What of the workbench a link reaches. */
interface Reach {
  /** Takes a plan and its first config as the draft, drawing or asking for what it is about. */
  arrange(plan: Plan, draft: ExperimentConfig, view: Partial<View>): void
  select(backend: 'webgpu' | 'wasm'): void
  run(): void
  /** Trains a run that has ended once more. */
  again(runId: string): void
}

/** Links that are opened, and the results that they claim. */
export function createLinker(access: Access, { arrange, select, run, again }: Reach): LinkActions {
  /** Takes a link's plan, and with it what of that link is not known here. */
  function adopt(plan: Plan, view: Partial<View> | null, carried: WorkbenchState['carried']): void {
    const first = plan.groups[0]
    if (first === undefined) throw new Error('a link has a group at least')
    arrange(adopted(plan, access.get().plan, takenIds(access.get())), first.config, view ?? {})
    access.set({ carried })
  }

  /** A run that came in an archive stands where one from here is wanted: that one is trained, and takes its place. */
  function trainOver({ plan }: LinkedClaims): void {
    const claimed = new Set(
      plan.groups.flatMap(({ config }) => plan.seeds.map((seed) => seedHash(config, seed))),
    )
    for (const { id, hash } of cellsOf(access.get().plan)) {
      const held = access.get().runs.get(id)
      if (claimed.has(hash) && held !== undefined && !isTrainedHere(held)) again(id)
    }
  }

  return {
    openLink: (hash) => access.set({ link: openedLink(hash) }),

    acceptLink(takesBackend) {
      const { link } = access.get()
      if (link.kind !== 'review') return
      access.set({ link: { kind: 'none' }, claims: claimsIn(link) })
      if (takesBackend && link.backend !== null) select(link.backend)
      adopt(link.plan, link.view, link.extra)
    },

    tryLink() {
      const { link, claims, draft, datasets } = access.get()
      const source = link.kind === 'review' ? link : claims
      if (source === null || !isPresent(datasets, draft.dataset)) return
      access.set({ link: { kind: 'none' } })
      if (link.kind === 'review') access.set({ claims: claimsIn(link) })
      adopt(onDataOf(source.plan, draft), null, source.extra)
    },

    dismissLink: () => access.set({ link: { kind: 'none' } }),

    verifyClaims() {
      const { claims, plan, datasets } = access.get()
      const dataset = claims?.plan.groups[0]?.config.dataset
      if (claims === null || dataset === undefined) return
      if (!isPresent(datasets, dataset)) {
        access.set({ problem: [missingDataset(dataset)] })
        return
      }
      if (!coversClaims(plan, claims)) adopt(claims.plan, claims.view, claims.extra)
      run()
      trainOver(claims)
    },

    dropClaims: () => access.set({ claims: null, carried: null }),
    share: (sharing) => access.set({ sharing }),
  }
}

/** The recipe on the draft's data: how it is read and split is the draft's, the rest is the link's. */
const onDataOf = (plan: Plan, { dataset, schema, split, name }: ExperimentConfig): Plan => ({
  ...plan,
  groups: plan.groups.map((group) => ({
    ...group,
    config: { ...group.config, dataset, schema, split, name },
  })),
})

/** Whether running the plan trains everything that is claimed. */
function coversClaims(plan: Plan, { plan: claimed }: LinkedClaims): boolean {
  const hashes = new Set(plan.groups.map(({ config }) => configHash(config)))
  return (
    claimed.groups.every(({ config }) => hashes.has(configHash(config))) &&
    claimed.seeds.every((seed) => plan.seeds.includes(seed))
  )
}
