import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DatasetInfo } from '../core/data/dataset.ts'
import { type Fingerprint, fingerprintId } from '../core/data/fingerprint.ts'
import type { Schema } from '../core/data/schema.ts'
import { defaultConfig } from '../experiment/defaults.ts'
import { decodeLink, encodeLink } from '../experiment/link.ts'
import { claimsOf } from '../run/claiming.ts'
import { resultLink } from '../run/result-link.ts'
import { claimable } from '../testing/claimable.ts'
import { type FakeTrainer, fakeTrainer, infoOf, uploadSchema } from '../testing/fake-trainer.ts'
import { matchKey } from './matcher.ts'
import { sharedRecipe } from './sharing.ts'
import { createWorkbench, type Workbench } from './workbench.ts'

const PRINT: Fingerprint = {
  ...{ kind: 'rows', count: 5000, order: 'cdcdcdcd' },
  ...{ mapped: '1'.repeat(32), rows: '2'.repeat(32) },
}
const SMALL: Fingerprint = { kind: 'random', count: 90, name: 'a'.repeat(32) }
const ID = 'cd'.repeat(32)
const shop = (rowCount: number, id = ID): DatasetInfo => ({
  ...infoOf(id, 'shop.csv', uploadSchema),
  rowCount,
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
    // The worker failed: the file is taken as any other is, and not held against the link before it comes anew.
    answer(null)
    expect(matched(PRINT)).toBeUndefined()
    expect(state().draft.dataset.id).toBe(ID)
    workbench.actions.openLink(linkTo(PRINT))
    expect(trainer.all('fingerprint')).toHaveLength(1)
    drop(shop(5000))
    expect(trainer.all('fingerprint')).toHaveLength(2)
  })

  it('of few rows is whatever has as many, and says no more', () => {
    accepted(SMALL)
    expect(state().problem).toMatchObject([{ code: 'dataset.missingSmall', params: { rows: 90 } }])
    drop(shop(90))
    expect(trainer.all('fingerprint')).toEqual([])
    expect(matched(SMALL)).toBe('count')
    expect(state().draft.dataset.id).toBe(ID)
    expect(state().problem).toBeNull()
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
    })
  })
})
