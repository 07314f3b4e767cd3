import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ColumnSummary, DatasetInfo } from '../core/data/dataset.ts'
import { type Fingerprint, fingerprintId } from '../core/data/fingerprint.ts'
import type { Schema } from '../core/data/schema.ts'
import { defaultConfig } from '../experiment/defaults.ts'
import { decodeLink, encodeLink } from '../experiment/link.ts'
import { claimsOf } from '../run/claiming.ts'
import { resultLink } from '../run/result-link.ts'
import { claimable } from '../testing/claimable.ts'
import { type FakeTrainer, fakeTrainer, infoOf, SAMPLE_HASH, uploadSchema } from '../testing/fake-trainer.ts'
import { knownLink } from './file-link.ts'
import { matchKey } from './matcher.ts'
import { sharedRecipe } from './sharing.ts'
import { uploadWord } from './uploads.ts'
import { createWorkbench, type Workbench } from './workbench.ts'

const PRINT: Fingerprint = {
  ...{ kind: 'rows', count: 5000, order: 'cdcdcdcd' },
  ...{ mapped: '1'.repeat(32), rows: '2'.repeat(32) },
}
const SMALL: Fingerprint = { kind: 'random', count: 90, name: 'a'.repeat(32) }
const ID = 'cd'.repeat(32)
const columnOf = (name: string): ColumnSummary => ({
  ...{ name, kind: 'numeric', missing: 0, distinct: 2, min: 0, max: 1, top: [], examples: [] },
})
const shop = (rowCount: number, id = ID, columns: readonly string[] = ['u', 'age', 'bought', 'x']) => ({
  ...infoOf(id, 'shop.csv', uploadSchema),
  rowCount,
  columns: columns.map(columnOf),
})

describe('the dataset of a link', () => {
  let trainer: FakeTrainer
  let workbench: Workbench
  const state = () => workbench.getState()

  beforeEach(() => {
    trainer = fakeTrainer()
    workbench = createWorkbench(trainer.port)
  })
  afterEach(() => workbench.close())

  function linkTo(print: Fingerprint): string {
    const info = shop(print.count)
    const config = defaultConfig({ kind: 'upload', id: fingerprintId(print), name: '' }, info)
    return encodeLink({ groups: [{ id: 'g0', label: null, style: 0, config }], seeds: [4, 5] })
  }
  function accepted(print: Fingerprint): void {
    workbench.actions.openLink(linkTo(print))
    workbench.actions.acceptLink(false)
  }
  function drop(info: DatasetInfo): void {
    workbench.actions.importFile(new File(['x'], info.name))
    trainer.say({ type: 'imported', importId: trainer.last('import').importId, dataset: info })
  }
  const answer = (fingerprint: Fingerprint | null): void =>
    trainer.say({ type: 'fingerprinted', askId: trainer.last('fingerprint').askId, fingerprint })
  const matched = (print: Fingerprint, id = ID) => state().matches.get(matchKey(fingerprintId(print), id))

  it('is a file of the same rows, however it came to be here', () => {
    accepted(PRINT)
    expect(state().problem).toMatchObject([{ code: 'dataset.missingUnnamed' }])
    drop(shop(5000))
    // Held against it under the schema of the link; nothing is taken for the draft's meanwhile.
    expect(trainer.last('fingerprint')).toMatchObject({ dataset: { id: ID }, schema: uploadSchema })
    expect(state().draft.dataset.id).toBe(fingerprintId(PRINT))
    answer(PRINT)
    expect(state().problem).toBeNull()
    expect(state().draft.dataset).toEqual({ kind: 'upload', id: ID, name: 'shop.csv' })
    expect(state().plan.groups[0]?.config.dataset.id).toBe(ID)
    expect(state().plan.seeds).toEqual([4, 5])
    workbench.actions.run()
    expect(trainer.last('start').config.dataset.id).toBe(ID)
    // Opened again, it is found among what is here.
    workbench.actions.openLink(linkTo(PRINT))
    const { link } = state()
    expect(link.kind === 'review' && link.plan.groups[0]?.config.dataset.id).toBe(ID)
    expect(trainer.all('fingerprint')).toHaveLength(1)
  })

  it.each([
    ['the same', true, PRINT],
    ['reordered', false, { ...PRINT, order: '00000000' }],
  ] as const)('where it is %s has numbers that are held to the last digit: %s', (_, isExact, own) => {
    drop(shop(5000))
    const source = claimable()
    const claims = claimsOf(source)
    if (claims === null) throw new Error('there is nothing to claim')
    const made = { version: '1', how: 'wasm, compiled', deterministic: true, seconds: null, bytes: null }
    const dataset = { kind: 'upload', id: fingerprintId(PRINT), name: '' } as const
    const groups = source.plan.groups.map((group) => ({ ...group, config: { ...group.config, dataset } }))
    const { link } = resultLink({ plan: { ...source.plan, groups }, claims, made })
    workbench.actions.openLink(link)
    workbench.actions.acceptLink(false)
    answer(own)
    const { plan, claimed } = state().claims ?? {}
    expect(plan?.groups.map(({ config }) => config.dataset.id)).toEqual(groups.map(() => ID))
    expect(claimed?.made?.deterministic).toBe(isExact)
  })

  it('is found while the link is reviewed, in whatever order its rows are', () => {
    drop(shop(5000))
    workbench.actions.openLink(linkTo(PRINT))
    answer({ ...PRINT, order: '00000000' })
    expect(matched(PRINT)).toBe('reordered')
    const { link } = state()
    expect(link.kind === 'review' && link.plan.groups[0]?.config.dataset.id).toBe(ID)
    // What is said of it is said of this link's: another one may be about the very same file.
    expect(link).toMatchObject({ from: fingerprintId(PRINT) })
    const other = { ...PRINT, order: '00000000' }
    workbench.actions.openLink(linkTo(other))
    answer({ ...PRINT, order: '00000000' })
    expect(state().link).toMatchObject({ from: fingerprintId(other) })
    expect([matched(PRINT), matched(other)]).toEqual(['reordered', 'same'])
  })

  it('is handed back by nobody who turned to something else meanwhile', () => {
    accepted(PRINT)
    drop(shop(5000))
    workbench.actions.takeSample()
    const { importId } = trainer.last('import-builtin')
    trainer.say({ type: 'imported', importId, dataset: infoOf(SAMPLE_HASH, 'sample', uploadSchema) })
    const { draft, plan } = state()
    expect(draft.dataset.kind).toBe('builtin')
    answer({ ...PRINT, mapped: '3'.repeat(32), rows: '4'.repeat(32) })
    expect(matched(PRINT)).toBe('different')
    expect(state().draft).toBe(draft)
    expect(state().plan).toBe(plan)
  })

  it('is not a file of other rows, which a person gave for something else', () => {
    accepted(PRINT)
    drop(shop(5000))
    answer({ ...PRINT, mapped: '3'.repeat(32), rows: '4'.repeat(32) })
    expect(matched(PRINT)).toBe('different')
    expect(state().draft.dataset.id).toBe(ID)
    expect(state().plan.seeds).not.toEqual([])
    expect(state().plan.groups.every(({ config }) => config.dataset.id === ID)).toBe(true)
  })

  it('is told from the same rows under another mapping', () => {
    drop(shop(5000))
    workbench.actions.openLink(linkTo(PRINT))
    answer({ ...PRINT, mapped: null })
    expect(matched(PRINT)).toBe('mapping')
    const { link } = state()
    expect(link.kind === 'review' && link.plan.groups[0]?.config.dataset.id).toBe(fingerprintId(PRINT))
  })

  it('is asked about only where there are as many rows, and again only when it comes anew', () => {
    accepted(PRINT)
    drop(shop(4999, 'ab'.repeat(32)))
    expect(trainer.all('fingerprint')).toEqual([])
    accepted(PRINT)
    drop(shop(5000))
    // The worker failed: the file becomes the draft as if no link waited, and is not held against the link before it comes anew.
    answer(null)
    expect(matched(PRINT)).toBeUndefined()
    expect(state().draft.dataset.id).toBe(ID)
    workbench.actions.openLink(linkTo(PRINT))
    expect(trainer.all('fingerprint')).toHaveLength(1)
    drop(shop(5000))
    expect(trainer.all('fingerprint')).toHaveLength(2)
  })

  describe('of few rows', () => {
    it('is what a person gives that has as many and the columns that it reads', () => {
      accepted(SMALL)
      expect(state().problem).toMatchObject([{ code: 'dataset.missingSmall', params: { rows: 90 } }])
      drop(shop(90))
      expect(trainer.all('fingerprint')).toEqual([])
      expect(matched(SMALL)).toBe('count')
      expect(state().draft.dataset.id).toBe(ID)
      expect(state().follows).toBeNull()
      expect(state().problem).toBeNull()
    })

    it('is nothing that was here already before a person chooses it', () => {
      drop(shop(90))
      workbench.actions.takeSample()
      accepted(SMALL)
      expect(matched(SMALL)).toBeUndefined()
      expect(state().draft.dataset.id).toBe(fingerprintId(SMALL))
      // The right one may still come.
      drop(shop(90, 'ef'.repeat(32)))
      expect(state().draft.dataset.id).toBe('ef'.repeat(32))
      expect(state().follows).toBeNull()
      accepted(SMALL)
      workbench.actions.takeDataset(ID)
      expect(state().draft.dataset.id).toBe(ID)
      expect(state().follows).toBeNull()
    })

    it('is no file that lacks a column', () => {
      accepted(SMALL)
      drop(shop(90, ID, ['u', 'bought', 'x']))
      expect(matched(SMALL)).toBeUndefined()
      expect(state().follows).toBe('starter')
    })

    it('is never found where a link lacks the fingerprint of many rows', () => {
      const untold: Fingerprint = { kind: 'random', count: 5000, name: '' }
      accepted(untold)
      expect(state().problem).toMatchObject([{ code: 'dataset.missingUntold', params: { rows: 5000 } }])
      drop(shop(5000))
      expect(matched(untold)).toBeUndefined()
      expect(state().follows).toBe('starter')
    })
  })

  describe('that is shared', () => {
    const idOf = (): string => {
      const link = decodeLink(sharedRecipe(state(), { without: new Set(), note: null, used: 0 }))
      if (!link.ok) throw new Error('no link')
      return link.value.plan.groups[0]?.config.dataset.id ?? ''
    }

    it('is never called by the hash of its bytes, also before its fingerprint is known', () => {
      drop(shop(5000))
      expect(idOf()).toBe('some::5000')
      workbench.actions.share(true)
      expect(trainer.all('fingerprint')).toHaveLength(1)
      answer(PRINT)
      expect(idOf()).toBe(fingerprintId(PRINT))
      // Once for a dataset and a mapping; another mapping has another.
      workbench.actions.share(false)
      workbench.actions.share(true)
      expect(trainer.all('fingerprint')).toHaveLength(1)
      const schema: Schema = { ...uploadSchema, user: null }
      workbench.actions.editSchema(schema)
      workbench.actions.share(false)
      workbench.actions.share(true)
      expect(trainer.last('fingerprint').schema).toEqual(schema)
      expect(idOf()).toBe('some::5000')
    })

    it('goes as it came where it is not here', () => {
      accepted(PRINT)
      expect(idOf()).toBe(fingerprintId(PRINT))
      // Links of earlier versions named a file by the hash of its bytes.
      const dataset = { kind: 'upload', id: ID, name: '' } as const
      const config = defaultConfig(dataset, shop(5000))
      workbench.actions.openLink(
        encodeLink({ groups: [{ id: 'g0', label: null, style: 0, config }], seeds: [1] }),
      )
      workbench.actions.acceptLink(false)
      expect(idOf()).toBe(ID)
    })

    const kept = (...infos: readonly DatasetInfo[]): void =>
      trainer.say({
        type: 'kept',
        datasets: infos.map((info) => ({ info, bytes: 1 })),
        checkpoints: [],
      })
    const known = (): Promise<string | null> => knownLink(state(), workbench.actions)

    it('is in no link once it was removed, unless its fingerprint is known', async () => {
      drop(shop(5000))
      kept(shop(5000))
      kept()
      expect(() => idOf()).toThrow('not here')
      expect(await known()).toBeNull()
      expect(state().problem).toMatchObject([{ code: 'dataset.missing', params: { name: 'shop.csv' } }])
      kept(shop(5000))
      workbench.actions.share(true)
      answer(PRINT)
      kept()
      expect(idOf()).toBe(fingerprintId(PRINT))
    })

    it('is waited for by files and pictures', async () => {
      drop(shop(5000))
      const link = known()
      expect(trainer.last('fingerprint').shared).toBe(true)
      answer(PRINT)
      const decoded = decodeLink((await link) ?? '')
      expect(decoded.ok && decoded.value.plan.groups[0]?.config.dataset.id).toBe(fingerprintId(PRINT))
    })

    it('is called by its rows alone where its fingerprint cannot be made, and asked for again', () => {
      const word = (): string | undefined => {
        const config = state().plan.groups[0]?.config
        return config === undefined ? undefined : uploadWord(state(), config)
      }
      workbench.actions.share(true)
      drop(shop(5000))
      // It came while the dialog was open.
      expect(trainer.all('fingerprint')).toHaveLength(1)
      expect(word()).toBe('pending')
      answer(null)
      expect(word()).toBe('unknown')
      expect(idOf()).toBe('some::5000')
      workbench.actions.share(false)
      workbench.actions.share(true)
      expect(word()).toBe('pending')
      answer(PRINT)
      expect(word()).toBe('fingerprint')
    })

    it('has another name in each link where few rows differ', () => {
      drop(shop(90))
      workbench.actions.share(true)
      answer({ kind: 'random', count: 90, name: '' })
      const [one, other] = [idOf(), idOf()]
      expect(one).toMatch(/^some:[0-9a-f]{32}:90$/)
      expect(other).toMatch(/^some:[0-9a-f]{32}:90$/)
      expect(other).not.toBe(one)
    })
  })
})
