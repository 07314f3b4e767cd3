import { isCustom, sliceKey } from '../core/metrics/slice-spec.ts'
import { issue } from '../core/result.ts'
import { readingHash, runHash } from '../experiment/hash.ts'
import { rememberedOf } from '../run/deleted.ts'
import type { Run } from '../run/run.ts'
import { hasSlice, withSlice } from '../run/slice-report.ts'
import type { TrainerPort, WorkerMessage } from '../worker/protocol.ts'
import type { Access } from './access.ts'
import { type CompareView, NO_GROUP_MARK, NO_RUN_MARK } from './compare-view.ts'
import { charactersOf, MOST_CHARACTERS } from './index-text.ts'
import { isActive, isOfPlan } from './runs.ts'
import type { CompareActions, SliceState } from './state.ts'

export type SliceMessage = Extract<WorkerMessage, { readonly type: 'sliced' | 'unsliced' }>

/** Deletions that can be undone. */
const MOST_BIN = 20

/** Slices that people make, and what they note of groups and runs. */
export interface Comparer {
  readonly actions: CompareActions
  receive(message: SliceMessage): void
}

export function createComparer(access: Access, port: TrainerPort): Comparer {
  let questions = 0

  function edit(change: Partial<CompareView>): void {
    const { view } = access.get()
    access.set({ view: { ...view, compare: { ...view.compare, ...change } } })
  }

  function setSlice(key: string, state: SliceState): void {
    access.set({ slicing: new Map(access.get().slicing).set(key, state) })
  }

  function ask(key: string): void {
    const { runs, view, slicing } = access.get()
    const saved = view.compare.slices.find(({ spec }) => sliceKey(spec) === key)
    const before = slicing.get(key)
    if (saved === undefined || before?.kind === 'asking') return
    const gone = before?.gone ?? []
    const open = [...runs.values()].filter((run) =>
      unread(run, key).some((attempt) => !gone.includes(attempt)),
    )
    const [first] = open
    if (first === undefined) return
    // An answer has the reference lines of one reading: runs of another are asked about after it.
    const reading = readingHash(first.config)
    const alike = open.filter(({ config }) => readingHash(config) === reading)
    const runIds = [...new Set(alike.flatMap((run) => unread(run, key)))]
    const sliceId = `slice ${++questions}`
    setSlice(key, { kind: 'asking', sliceId, runIds, gone, references: before?.references ?? new Map() })
    port.send({ type: 'slice', sliceId, runIds, spec: saved.spec })
  }

  return {
    actions: {
      saveSlice(saved) {
        const key = sliceKey(saved.spec)
        const others = access.get().view.compare.slices.filter(({ spec }) => sliceKey(spec) !== key)
        const [own, rest] = [charactersOf([saved]), charactersOf(others)]
        if (own > 0 && own + rest > MOST_CHARACTERS) {
          access.set({ problem: [issue('slice', 'slice.noRoom')] })
          return false
        }
        edit({ slices: [...others, saved] })
        access.set({ view: { ...access.get().view, slice: key } })
        const before = access.get().slicing.get(key)
        if (before === undefined || before.kind === 'asking') return true
        setSlice(key, { ...before, kind: 'answered', gone: [] })
        ask(key)
        return true
      },

      dropSlice(key) {
        const { view, slicing } = access.get()
        edit({ slices: view.compare.slices.filter(({ spec }) => sliceKey(spec) !== key) })
        const left = new Map(slicing)
        left.delete(key)
        access.set({ slicing: left })
        if (view.slice === key) access.set({ view: { ...access.get().view, slice: null } })
      },

      readSlice: ask,

      markRuns(ids, change) {
        const { runs } = access.get().view.compare
        const marked = ids.map((id) => [id, { ...(runs[id] ?? NO_RUN_MARK), ...change }] as const)
        edit({ runs: { ...runs, ...Object.fromEntries(marked) } })
      },

      markGroup(id, change) {
        const { groups } = access.get().view.compare
        edit({ groups: { ...groups, [id]: { ...(groups[id] ?? NO_GROUP_MARK), ...change } } })
      },

      noteComparison: (change) => edit(change),

      deleteRuns(ids) {
        const { runs, bin, deleted, unfinished } = access.get()
        const gone = ids.flatMap((id) => runs.get(id) ?? []).filter((run) => !isActive(run))
        if (gone.length === 0) return
        const hashes = new Set(gone.map(({ config }) => runHash(config)))
        const left = new Map(runs)
        for (const { id } of gone) left.delete(id)
        const keys = [...unfinished.keys()].filter((hash) => hashes.has(hash))
        if (keys.length > 0) port.send({ type: 'drop-checkpoints', keys })
        access.set({
          runs: left,
          bin: [...bin, gone].slice(-MOST_BIN),
          deleted: [...deleted, ...gone.map(rememberedOf)],
          // One that was stopped does not go on any more.
          unfinished: new Map([...unfinished].filter(([hash]) => !hashes.has(hash))),
        })
      },

      undoDelete() {
        const { runs, bin, plan, deleted } = access.get()
        const last = bin.at(-1)
        if (last === undefined) return
        // What was trained anew in its place stays.
        const back = last.filter((run) => !runs.has(run.id) && isOfPlan(run, plan))
        access.set({
          runs: new Map([...runs, ...back.map((run) => [run.id, run] as const)]),
          bin: bin.slice(0, -1),
          deleted: deleted.filter(({ config }) => !back.some((run) => run.config === config)),
        })
      },
    },

    receive(message) {
      const { slicing, runs } = access.get()
      const asked = [...slicing].find(
        ([, state]) => state.kind === 'asking' && state.sliceId === message.sliceId,
      )
      if (asked === undefined) return
      const [key, before] = asked
      if (before.kind !== 'asking') return
      if (message.type === 'unsliced') {
        const gone = [...before.gone, ...before.runIds]
        setSlice(key, { kind: 'refused', gone, references: before.references, issues: message.issues })
        ask(key)
        return
      }
      const reports = new Map(message.reports.map(({ runId, report }) => [runId, report] as const))
      const filled = new Map(
        [...runs].map(([id, run]) => {
          const report = run.attempt === null ? undefined : reports.get(run.attempt)
          return [id, report === undefined ? run : withSlice(run, report)] as const
        }),
      )
      const first = [...runs.values()].find(({ attempt }) => attempt === message.reports[0]?.runId)
      const references =
        message.references === null || first === undefined
          ? before.references
          : new Map(before.references).set(readingHash(first.config), message.references)
      access.set({ runs: filled })
      setSlice(key, { kind: 'answered', gone: [...before.gone, ...message.gone], references })
      ask(key)
    },
  }
}

/** The execution of a run that was tested and has not said yet what it says of a slice. */
function unread(run: Run, key: string): readonly string[] {
  const isUnread = isCustom(key) && run.report !== null && !isActive(run) && !hasSlice(run, key)
  return isUnread && run.attempt !== null ? [run.attempt] : []
}
