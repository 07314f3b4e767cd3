import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { READ_SETTINGS } from '../core/data/read-settings.ts'
import { NESTED_TASKS } from '../core/data/worlds/settings.ts'
import { issue } from '../core/result.ts'
import { defaultsOf } from '../core/setting-spec.ts'
import { worldConfig } from '../experiment/defaults.ts'
import { generatedRef } from '../experiment/generated.ts'
import { encodeLink } from '../experiment/link.ts'
import { type FakeTrainer, fakeTrainer, infoOf, SAMPLE_HASH, uploadSchema } from '../testing/fake-trainer.ts'
import { createWorkbench, type Workbench, type WorkbenchOptions } from './workbench.ts'

describe('what comes into the workbench', () => {
  let trainer: FakeTrainer
  let workbench: Workbench

  function open(options: WorkbenchOptions = {}): void {
    trainer = fakeTrainer()
    workbench = createWorkbench(trainer.port, options)
  }
  const state = () => workbench.getState()
  const sampleArrives = () =>
    trainer.say({
      type: 'imported',
      importId: trainer.last('import-builtin').importId,
      dataset: infoOf(SAMPLE_HASH, 'sample', state().draft.schema),
    })

  beforeEach(() => {
    vi.useFakeTimers()
    open()
    sampleArrives()
  })
  afterEach(() => {
    workbench.close()
    vi.useRealTimers()
  })

  describe('generated worlds', () => {
    const recipe = { world: 'd', settings: defaultsOf(NESTED_TASKS) } as const
    const world = generatedRef(recipe)
    const arrives = () =>
      trainer.say({
        type: 'imported',
        importId: trainer.last('import-world').importId,
        dataset: infoOf('dd', 'World D, nested tasks', uploadSchema),
      })

    it('becomes the draft, read as it was made', () => {
      workbench.actions.takeWorld(recipe)
      expect(trainer.last('import-world').world).toEqual(world)
      arrives()
      expect(state().draft).toEqual(worldConfig(recipe))
      expect(state().plan.groups.every(({ config }) => config.dataset.id === world.id)).toBe(true)
      workbench.actions.takeSample()
      workbench.actions.takeDataset('dd')
      expect(state().draft.dataset).toEqual(world)
      expect(trainer.all('import-world')).toHaveLength(1)
    })

    it('is drawn when a link names it, and its runs need no file', () => {
      const config = worldConfig(recipe)
      const group = { id: 'g0', label: null, style: 0, config }
      workbench.actions.openLink(encodeLink({ groups: [group], seeds: [1] }))
      workbench.actions.acceptLink(false)
      expect(state().problem).toBeNull()
      expect(trainer.last('import-world').world).toEqual(world)
      workbench.actions.run()
      expect(trainer.last('start').config.dataset).toEqual(world)
      arrives()
      expect(state().datasets.get(world.id)?.id).toBe('dd')
    })
  })

  describe('uploads', () => {
    const file = new File(['u,age,bought\n'], 'shop.csv')

    it('becomes the draft, with a plan of its own', () => {
      workbench.actions.importFile(file)
      const { importId } = trainer.last('import')
      trainer.say({ type: 'import-progress', importId, bytes: 5, totalBytes: 13, rows: 1 })
      expect(state().importing).toMatchObject({ kind: 'reading', bytes: 5, rows: 1 })
      trainer.say({ type: 'imported', importId, dataset: infoOf('cd', 'shop.csv', uploadSchema) })
      expect(state().importing.kind).toBe('idle')
      expect(state().draft.dataset).toEqual({ kind: 'upload', id: 'cd', name: 'shop.csv' })
      expect(state().draft.schema).toEqual(uploadSchema)
      expect(state().plan.groups.every(({ config }) => config.dataset.id === 'cd')).toBe(true)
      expect(state().view.task).toBe('bought')
      workbench.actions.undo()
      expect(state().draft.dataset.kind).toBe('builtin')
    })

    it('is read again in another way as long as it is at hand', () => {
      workbench.actions.importFile(file)
      const first = trainer.last('import')
      expect(first.settings).toEqual(READ_SETTINGS)
      trainer.say({
        type: 'imported',
        importId: first.importId,
        dataset: infoOf('cd', 'shop.csv', uploadSchema),
      })
      expect([...state().readings]).toEqual([['cd', READ_SETTINGS]])
      const settings = { ...READ_SETTINGS, encoding: 'gb18030' } as const
      workbench.actions.readAgain('cd', settings)
      expect(trainer.last('import')).toMatchObject({ name: 'shop.csv', file, settings })
      const { importId } = trainer.last('import')
      trainer.say({
        type: 'rejected',
        importId,
        name: 'shop.csv',
        issues: [issue('line 1', 'csv.empty')],
        stopped: false,
      })
      workbench.actions.readAgain(null, READ_SETTINGS)
      expect(trainer.last('import')).toMatchObject({ file, settings: READ_SETTINGS })
    })

    it('leaves everything as it was when it is rejected', () => {
      const { draft, plan, datasets } = state()
      workbench.actions.importFile(file)
      const { importId } = trainer.last('import')
      const issues = [issue('line 2', 'csv.ragged')]
      trainer.say({ type: 'rejected', importId, name: 'shop.csv', issues, stopped: false })
      expect(state().importing).toEqual({
        kind: 'rejected',
        name: 'shop.csv',
        issues,
        settings: READ_SETTINGS,
      })
      expect(state()).toMatchObject({ draft, plan, datasets })
      workbench.actions.dismissRejection()
      expect(state().importing.kind).toBe('idle')
    })

    it('is the sample again when its bytes are the sample’s', () => {
      workbench.actions.importFile(file)
      const { importId } = trainer.last('import')
      trainer.say({ type: 'imported', importId, dataset: infoOf(SAMPLE_HASH, 'mine.csv', uploadSchema) })
      expect(state().draft.dataset).toEqual({ kind: 'builtin', id: 'sample' })
    })

    it('of several files is one import, of one file the plain one', () => {
      const names = ['log.csv', 'users.csv']
      workbench.actions.importFiles(names.map((name) => new File(['abc'], name)))
      const { importId, files } = trainer.last('import-files')
      expect(files.map(({ name }) => name)).toEqual(names)
      expect(state().importing).toMatchObject({ kind: 'reading', name: 'log.csv, users.csv', totalBytes: 6 })
      trainer.say({ type: 'imported', importId, dataset: infoOf('cd', 'log.csv + 1', uploadSchema) })
      expect(state().draft.dataset).toEqual({ kind: 'upload', id: 'cd', name: 'log.csv + 1' })
      workbench.actions.importFiles([file])
      expect(trainer.last('import').name).toBe('shop.csv')
      workbench.actions.importFiles([])
      expect(trainer.all('import')).toHaveLength(1)
    })

    it('gives way to a second file', () => {
      workbench.actions.importFile(file)
      const first = trainer.last('import').importId
      workbench.actions.importFile(new File(['x'], 'other.csv'))
      expect(trainer.last('stop-import').importId).toBe(first)
      trainer.say({ type: 'imported', importId: first, dataset: infoOf('cd', 'shop.csv', uploadSchema) })
      expect(state().importing).toMatchObject({ kind: 'reading', name: 'other.csv' })
      expect(state().draft.dataset.kind).toBe('builtin')
    })
  })

  describe('links', () => {
    function linkTo(id: string): string {
      const { draft, plan } = state()
      const config = {
        ...draft,
        dataset: { kind: 'upload', id, name: 'shop.csv' },
        schema: uploadSchema,
        split: { kind: 'random', valid: 0.1, test: 0.2 },
        modules: { interactions: draft.modules.interactions },
      } as const
      const group = plan.groups[0]
      if (group === undefined || config.modules.interactions === undefined) throw new Error('no group')
      const modules = { interactions: config.modules.interactions }
      return encodeLink({ groups: [{ ...group, config: { ...config, modules } }], seeds: [4, 5] })
    }

    it('is reviewed first and trains nothing', () => {
      const { draft } = state()
      workbench.actions.openLink(linkTo('ef'.repeat(32)))
      expect(state().link.kind).toBe('review')
      expect(state().draft).toBe(draft)
      workbench.actions.dismissLink()
      expect(state().link.kind).toBe('none')
      expect(trainer.all('start')).toEqual([])
    })

    it('asks for the file it names and connects when that arrives', () => {
      const id = 'ef'.repeat(32)
      workbench.actions.openLink(linkTo(id))
      workbench.actions.acceptLink(false)
      expect(state().plan.seeds).toEqual([4, 5])
      expect(state().draft.dataset.id).toBe(id)
      expect(state().problem).toMatchObject([
        { code: 'dataset.missingUnnamed', params: { fingerprint: 'efefefef' } },
      ])
      workbench.actions.run()
      expect(trainer.all('start')).toEqual([])
      workbench.actions.importFile(new File(['x'], 'shop.csv'))
      const { importId } = trainer.last('import')
      trainer.say({ type: 'imported', importId, dataset: infoOf(id, 'shop.csv', uploadSchema) })
      expect(state().problem).toBeNull()
      expect(state().draft.dataset).toEqual({ kind: 'upload', id, name: 'shop.csv' })
      expect(state().plan.seeds).toEqual([4, 5])
      workbench.actions.run()
      expect(trainer.last('start').config.seed).toBe(4)
    })

    it('says what is wrong with a broken one', () => {
      workbench.actions.openLink('#/x/1.AAAA.bbbbbb')
      expect(state().link.kind).toBe('broken')
    })
  })

  describe('storage', () => {
    const memory = (): Storage & { text: string | null; aside: string | null } => {
      const box = {
        text: null as string | null,
        /** What was set aside as unreadable. */
        aside: null as string | null,
        length: 0,
        clear: () => undefined,
        key: () => null,
        removeItem: () => undefined,
        getItem: (key: string) => (key === 'soundcheck' ? box.text : null),
        setItem: (key: string, text: string) => {
          if (key.endsWith('.unreadable')) box.aside = text
          else if (key === 'soundcheck') box.text = text
        },
      }
      return box
    }

    it('finds draft, plan, view and theme again', () => {
      const storage = memory()
      open({ storage })
      workbench.actions.editTraining({ epochs: 3 })
      workbench.actions.setSeeds([7])
      workbench.actions.setTheme('dark')
      workbench.actions.setView({ metric: 'gauc' })
      vi.advanceTimersByTime(1000)
      const before = state()
      open({ storage })
      const { draft, plan, view, theme } = state()
      expect({ draft, plan, view, theme }).toEqual({
        draft: before.draft,
        plan: before.plan,
        view: before.view,
        theme: 'dark',
      })
    })

    it.each([
      '',
      '{',
      '[]',
      '{"version":1}',
      '{"version":9,"draft":{}}',
      '{"version":1,"draft":{},"plan":{}}',
    ])('begins afresh from %j, and says so', (text) => {
      const storage = memory()
      storage.text = text
      open({ storage })
      expect(state().problem?.[0]?.code).toBe('stored.unreadable')
      expect(state().draft.dataset).toEqual({ kind: 'builtin', id: 'sample' })
      workbench.flush()
      expect(storage.text).toBe(text)
      workbench.actions.editTraining({ epochs: 3 })
      workbench.flush()
      expect(storage.aside).toBe(text)
      expect(JSON.parse(storage.text ?? '')).toMatchObject({ version: 1, draft: { training: { epochs: 3 } } })
    })

    it('of a newer page that wrote meanwhile is set aside, and what this page wrote is not read again', () => {
      const storage = memory()
      open({ storage })
      const parsing = vi.spyOn(JSON, 'parse')
      for (const epochs of [3, 4]) {
        workbench.actions.editTraining({ epochs })
        workbench.flush()
      }
      const newer = '{"version":9,"draft":{}}'
      storage.text = newer
      workbench.actions.editTraining({ epochs: 5 })
      workbench.flush()
      const read = parsing.mock.calls.map(([text]) => text)
      parsing.mockRestore()
      expect(read).toEqual([newer])
      expect(storage.aside).toBe(newer)
      expect(JSON.parse(storage.text ?? '')).toMatchObject({ draft: { training: { epochs: 5 } } })
    })

    it('of an untouched page does not overwrite what another tab has kept since', () => {
      const storage = memory()
      open({ storage })
      workbench.actions.editTraining({ epochs: 3 })
      workbench.flush()
      open({ storage })
      const newer = (storage.text ?? '').replace('"epochs":3', '"epochs":4')
      storage.text = newer
      workbench.flush()
      expect(storage.text).toBe(newer)
    })
  })
})
