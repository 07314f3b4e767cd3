import { createStore, type StoreApi } from 'zustand/vanilla'
import type { DatasetInfo } from '../core/data/dataset.ts'
import { issue, warning } from '../core/result.ts'
import type { DatasetRef, ExperimentConfig } from '../experiment/config.ts'
import { SAMPLE_ID } from '../experiment/defaults.ts'
import { generatedRef } from '../experiment/generated.ts'
import { type Plan, USUAL_LOOKS } from '../experiment/plan.ts'
import { LEAST_SEEDS } from '../run/table.ts'
import type { TrainerPort, WorkerMessage } from '../worker/protocol.ts'
import type { Access } from './access.ts'
import { createComparer } from './comparer.ts'
import { createConductor } from './conductor.ts'
import { firstDraft, isPresent, missingDataset, needsPreparing, refOf, withName } from './datasets.ts'
import { type DevicePart, keepDevice, knownDevice } from './device.ts'
import { type DraftPart, edited, redone, toggled, tuned, undone, viewFor } from './draft.ts'
import { createExporter } from './exporter.ts'
import { createImporter } from './importer.ts'
import { initialState } from './initial.ts'
import { createInspector } from './inspector.ts'
import { createKeeping, type KeepPort } from './keeping.ts'
import { createLinker } from './linker.ts'
import { createMatcher } from './matcher.ts'
import { createOpener } from './opener.ts'
import { type Kept, keepSaved, restored, type StorageLike } from './persist.ts'
import { added, configsFor, followed, hiddenOf, isPlanned, replanned, takenIds } from './plans.ts'
import { createPreparer } from './preparer.ts'
import { createRanker } from './ranker.ts'
import { cellsOf, isUntouched, takenOver } from './runs.ts'
import { hasVerdict, isSpent, seedsUpTo, stoppingEarly, stoppingLate } from './seeds.ts'
import type { PlanFollows, View, WorkbenchActions, WorkbenchState } from './state.ts'
import { type LocksLike, lockedTurn, type TurnHost } from './turn.ts'
import { createWarmer } from './warmer.ts'

/** Largest seed that a link and a stream of random numbers can hold. */
const MOST_SEED = 2147483647

export interface WorkbenchOptions {
  /** Milliseconds, for budgets and times; the page's own when absent. */
  clock?(): number
  /** Where draft, plan, view, theme and language are kept; nowhere when absent. */
  readonly storage?: StorageLike
  /** Tells what this visit trains from what others did; none where nothing outlives a visit. */
  readonly visit?: string
  /** Shared by all tabs of the page: one of them trains. */
  readonly locks?: LocksLike
  /** Hands bytes to the person as a file. */
  saveFile?(name: string, bytes: ArrayBuffer): void
}

/** The state of the page and everything a person can do to it. */
export interface Workbench extends StoreApi<WorkbenchState> {
  readonly actions: WorkbenchActions
  /** Takes up a draft with its plan and view, kept earlier, in place of what is here. */
  adopt(kept: Kept): void
  /** Gives it what keeps runs on the device. */
  attach(keep: KeepPort): void
  /** Writes what is to be kept at once: the page is going away. */
  flush(): void
  close(): void
}

export function createWorkbench(port: TrainerPort, options: WorkbenchOptions = {}): Workbench {
  const { locks, visit = '', clock = Date.now } = options
  const store = createStore<WorkbenchState>(() => ({
    ...initialState(),
    ...knownDevice(options.storage),
    ...restored(options.storage),
    visit,
  }))
  const access: Access = { get: store.getState, set: (part) => store.setState(part) }
  const get = access.get
  const turnHost: TurnHost = {
    told: (isElsewhere) => store.setState({ isElsewhere }),
    failed: (error) => {
      const failure = issue('runs', 'worker.unexpected', { detail: String(error) })
      store.setState({ problem: [...(get().problem ?? []), failure] })
    },
  }
  const turn =
    locks === undefined
      ? {}
      : { turn: lockedTurn(locks, turnHost, { begin: () => keeping.reload(), end: () => keeping.written() }) }
  const conductor = createConductor(access, port, { clock, visit, ...turn })
  const preparer = createPreparer(access, port)
  const ranker = createRanker(access, port)
  const comparer = createComparer(access, port)
  const inspector = createInspector(access, port)
  const importer = createImporter(access, port, arrived)
  const matcher = createMatcher(access, port, arrived)
  const keeping = createKeeping(access, port, (info) => arrived(info, false))
  const exporter = createExporter(access, port, (name, bytes) => options.saveFile?.(name, bytes))
  const warmer = createWarmer(access, port)
  const linker = createLinker(access, { arrange, select, run: conductor.run, again: conductor.again })

  function setDevice(part: Partial<DevicePart>): void {
    store.setState(part)
    if (!keepDevice(options.storage, get()))
      store.setState({ problem: [warning('stored', 'stored.refused')] })
  }

  function select(wish: WorkbenchState['wish']): void {
    setDevice({ wish })
    store.setState({ backendFailure: null })
    port.send({ type: 'select-backend', backend: wish, known: get().probe })
  }

  /** A draft that a person changed; a plan that nothing was trained of follows it. */
  function setDraft(part: DraftPart): void {
    const before = get()
    store.setState({ ...part, view: viewFor(part, before.view) })
    const { plan, follows, runs } = before
    if (follows !== null && isUntouched(before, plan)) {
      const next = followed(plan, configsFor(follows, part.draft), takenIds(before))
      const hiddenGroups = hiddenOf(before.hiddenGroups, next)
      store.setState({ plan: next, hiddenGroups, runs: takenOver(runs, cellsOf(next)) })
    }
    if (needsPreparing(before.draft, part.draft)) preparer.schedule()
    warmer.schedule()
  }

  function setPlan(plan: WorkbenchState['plan'], follows: PlanFollows): void {
    const { view, runs, hiddenGroups } = get()
    const isShown = plan.groups.some((group) => group.id === view.insideGroup)
    store.setState({
      plan,
      follows,
      hiddenGroups: hiddenOf(hiddenGroups, plan),
      runs: takenOver(runs, cellsOf(plan)),
      view: isShown ? view : { ...view, insideGroup: null },
    })
    conductor.prune()
    warmer.schedule()
  }

  /** A plan made anew from the draft; what an opened link carried was of the plan before. */
  function replan(kind: Exclude<PlanFollows, null>): void {
    const { plan, draft } = get()
    store.setState({ carried: null })
    setPlan(replanned(plan, configsFor(kind, draft), takenIds(get())), kind)
  }

  function takeDataset(id: string): void {
    const { datasets, draft } = get()
    const info = datasets.get(id)
    if (info === undefined) throw new Error(`no dataset ${id}`)
    if (datasets.get(draft.dataset.id) === info || matcher.takesFor(info)) return
    setDraft(edited(get(), firstDraft(refOf(get(), info), info)))
    replan('starter')
  }

  /** A dataset that the draft waits for connects; one that a person asked for becomes the draft's. */
  function arrived(info: DatasetInfo, wanted: boolean): void {
    const { datasets, draft, problem } = get()
    if (datasets.get(draft.dataset.id)?.id === info.id) {
      const asked = problem?.some((one) => one.path === 'dataset') === true
      store.setState({ ...withName(get(), info), ...(asked ? { problem: null } : {}) })
      preparer.schedule()
    } else if (wanted && !matcher.isInDoubt(info)) takeDataset(info.id)
  }

  /** Draws the world that a draft is about, so that its columns can be shown. */
  function drawFor(dataset: DatasetRef): void {
    if (dataset.kind === 'generated' && !get().datasets.has(dataset.id)) importer.importWorld(dataset, false)
  }

  /** A plan from elsewhere, its first config as the draft. */
  function arrange(plan: Plan, draft: ExperimentConfig, view: Partial<View>): void {
    setPlan(plan, null)
    setDraft(edited(get(), draft))
    preparer.schedule()
    drawFor(draft.dataset)
    store.setState({
      view: viewFor(get(), { ...get().view, ...view }),
      hiddenGroups: new Set(),
      problem: isPresent(get().datasets, draft.dataset) ? null : [missingDataset(draft.dataset)],
    })
  }

  function receive(message: WorkerMessage): void {
    switch (message.type) {
      case 'ready':
        store.setState({ backend: message.backend })
        warmer.schedule()
        return
      case 'probed':
        setDevice({ probe: message.probe })
        return
      case 'trouble':
        store.setState({ problem: message.issues })
        return
      case 'backend-failed':
        store.setState({ backendFailure: { backend: message.backend, detail: message.detail } })
        return
      case 'import-progress':
      case 'imported':
      case 'rejected':
        importer.receive(message)
        return
      case 'kept':
        keeping.receive(message)
        return
      // What keeps runs on the device asked for them.
      case 'packed-datasets':
      case 'not-packed':
        return
      case 'csv':
      case 'exported':
      case 'unexported':
        exporter.receive(message)
        return
      case 'prepared':
      case 'unprepared':
      case 'passport':
        preparer.receive(message)
        warmer.schedule()
        return
      case 'fingerprinted':
        matcher.receive(message)
        return
      case 'ranked':
      case 'unranked':
        ranker.receive(message)
        return
      case 'sliced':
      case 'unsliced':
        comparer.receive(message)
        return
      case 'inspected':
      case 'uninspected':
        inspector.receive(message)
        return
      case 'missing':
      case 'refused':
      case 'run':
        conductor.receive(message)
        return
      default:
        message satisfies never
    }
  }

  const actions: WorkbenchActions = {
    selectBackend: select,
    measureAgain() {
      setDevice({ probe: null })
      select(null)
    },
    ...importer.files,
    takeSample() {
      if (get().datasets.has(SAMPLE_ID)) takeDataset(SAMPLE_ID)
      else importer.importSample(true)
    },
    takeWorld(recipe) {
      const world = generatedRef(recipe)
      const info = get().datasets.get(world.id)
      if (info === undefined) importer.importWorld(world, true)
      else takeDataset(info.id)
    },
    stopImport: importer.stop,
    dismissRejection() {
      if (get().importing.kind === 'rejected') store.setState({ importing: { kind: 'idle' } })
    },
    takeDataset,
    editSchema: (schema) => setDraft(edited(get(), { ...get().draft, schema })),
    editSplit: (split) => setDraft(edited(get(), { ...get().draft, split })),
    editModel(change) {
      const { draft } = get()
      setDraft(edited(get(), { ...draft, model: { ...draft.model, ...change } }))
    },
    editTraining(change) {
      const { draft } = get()
      setDraft(edited(get(), { ...draft, training: { ...draft.training, ...change } }))
    },
    toggleModule: (id, on) => setDraft(toggled(get(), id, on)),
    editModule(id, change) {
      const part = tuned(get(), id, change)
      if (part.ok) setDraft(part.value)
      else store.setState({ problem: part.error })
    },
    undo: () => setDraft(undone(get())),
    redo: () => setDraft(redone(get())),
    planFrom: replan,
    ablate() {
      replan('leave-one-out')
      const { plan, follows } = get()
      setPlan({ ...plan, seeds: seedsUpTo(plan.seeds, LEAST_SEEDS) }, follows)
      conductor.run()
    },
    addGroup() {
      const { plan, draft } = get()
      // A draft that is a group already makes no second one: the plan as it is stops following it.
      setPlan(isPlanned(plan, draft) ? plan : added(plan, draft, takenIds(get())), null)
    },
    removeGroup(groupId) {
      const { plan, follows } = get()
      const groups = plan.groups.filter((group) => group.id !== groupId)
      if (groups.length === 0) return
      const isDraft = groups.length === 1 && groups[0] === plan.groups[0] && follows !== 'add-one-in'
      setPlan({ ...plan, groups }, isDraft && follows !== null ? 'draft' : null)
    },
    hideGroup(groupId, hidden) {
      const hiddenGroups = new Set(get().hiddenGroups)
      if (hidden) hiddenGroups.add(groupId)
      else hiddenGroups.delete(groupId)
      store.setState({ hiddenGroups })
    },
    setBaseline(groupId) {
      const { plan } = get()
      const first = plan.groups.filter((group) => group.id === groupId)
      setPlan({ ...plan, groups: [...first, ...plan.groups.filter((group) => group.id !== groupId)] }, null)
    },
    renameGroup(groupId, label) {
      const { plan } = get()
      const name = label?.trim() === '' ? null : label
      const groups = plan.groups.map((group) => (group.id === groupId ? { ...group, label: name } : group))
      store.setState({ plan: { ...plan, groups } })
    },
    setSeeds(seeds) {
      const { plan, follows } = get()
      const unique = [...new Set(seeds)].filter(
        (seed) => Number.isInteger(seed) && seed >= 0 && seed <= MOST_SEED,
      )
      const { runs } = get()
      if (unique.length === 0 || isSpent(plan, runs)) return
      if (plan.stopsEarly === true) {
        setPlan(stoppingEarly(plan, unique, runs), follows)
        return
      }
      const grows = unique.some((seed) => !plan.seeds.includes(seed)) && hasVerdict(plan, runs)
      setPlan({ ...plan, seeds: unique, ...(grows ? { grown: true } : {}) }, follows)
    },
    setStopsEarly(on) {
      const { plan, follows, runs } = get()
      if (on === (plan.stopsEarly === true) || isSpent(plan, runs)) return
      const next = on ? stoppingEarly(plan, seedsUpTo(plan.seeds, USUAL_LOOKS), runs) : stoppingLate(plan)
      setPlan(next, follows)
    },
    setBudget: (budget) => store.setState({ budget }),
    run: conductor.run,
    ...keeping.actions,
    resumeUnfinished: conductor.resumeUnfinished,
    pause: conductor.pause,
    resume: conductor.resume,
    stopRun: conductor.stopRun,
    stopAll: conductor.stopAll,
    goOn: conductor.goOn,
    trainAgain: conductor.again,
    step: conductor.step,
    moveRun: conductor.moveRun,
    dropRun: conductor.dropRun,
    rank: ranker.rank,
    ...comparer.actions,
    ...exporter.actions,
    inspect: inspector.inspect,
    ...linker,
    knowUploads: matcher.knowUploads,
    ...createOpener(access),
    setView: (change) => store.setState({ view: { ...get().view, ...change } }),
    setTheme: (theme) => store.setState({ theme }),
    setLanguage: (language) => store.setState({ language }),
    dismissProblem: () => store.setState({ problem: null }),
  }

  const stopListening = port.onMessage(receive)
  port.send({ type: 'select-backend', backend: get().wish, known: get().probe })
  importer.importSample(false)
  port.send({ type: 'list-kept' })
  drawFor(get().draft.dataset)
  const stopForgetting = store.subscribe((state, before) => {
    ranker.forget(before, state)
    matcher.changed(before, state)
  })
  const saving = keepSaved(store, options.storage)

  return {
    ...store,
    actions,
    adopt(kept) {
      store.setState({ ...kept, past: [], future: [] })
      conductor.prune()
      preparer.schedule()
      drawFor(kept.draft.dataset)
    },
    attach: keeping.attach,
    flush: saving.flush,
    close() {
      for (const part of [saving, preparer, warmer]) part.close()
      stopForgetting()
      stopListening()
    },
  }
}
