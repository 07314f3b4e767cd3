import { describe, expect, it } from 'vitest'
import type { Fix } from '../core/data/schema.ts'
import { canonicalJson } from '../core/hash.ts'
import type { ExperimentConfig } from './config.ts'
import { sampleConfig } from './defaults.ts'
import { diffConfigs } from './diff.ts'
import { configHash, readsAlike } from './hash.ts'
import { decodeLink, encodeLink } from './link.ts'
import { parseExperiment } from './parse.ts'
import { patchBetween } from './patch.ts'

const FIXES: readonly Fix[] = [
  { kind: 'drop-rows', rule: { kind: 'duplicates' } },
  { kind: 'drop-rows', rule: { kind: 'broken-chain', task: 'watch_sec>30' } },
  { kind: 'drop-rows', rule: { kind: 'scene', scene: '直播' } },
  { kind: 'set-task', task: 'watch_sec>30' },
  { kind: 'mark-outcome', column: 'region', was: { at: 2, source: 'user', roles: ['unbiased'] } },
  { kind: 'ignore-column', column: 'other', was: null },
  { kind: 'unmark', column: 'age' },
  { kind: 'as-levels', column: 'age' },
  { kind: 'keep', rule: 'skew', subject: 'genre' },
]
const plain = sampleConfig()
const mended: ExperimentConfig = { ...plain, schema: { ...plain.schema, fixes: FIXES } }
const parsed = (fix: unknown) => parseExperiment({ ...plain, schema: { ...plain.schema, fixes: [fix] } })

describe('fixes in an experiment', () => {
  it('are read as they are written, and decide its identity', () => {
    expect(parseExperiment(JSON.parse(canonicalJson(mended)))).toEqual({ ok: true, value: mended })
    expect(configHash(mended)).not.toBe(configHash(plain))
    expect(readsAlike(mended, plain)).toBe(false)
  })

  it('are absent where there are none: an empty list or null is the experiment without them', () => {
    for (const fixes of [[], null, undefined]) {
      const read = parseExperiment({ ...plain, schema: { ...plain.schema, fixes } })
      if (!read.ok) throw new Error(JSON.stringify(read.error))
      expect(read.value.schema).not.toHaveProperty('fixes')
      expect(configHash(read.value)).toBe(configHash(plain))
    }
  })

  it('travel in links, to the group and from it', () => {
    const groups = [mended, plain].map((config, i) => ({ id: `g${i}`, label: null, style: i, config }))
    for (const order of [groups, groups.toReversed()]) {
      const link = decodeLink(encodeLink({ groups: order, seeds: [1] }))
      if (!link.ok) throw new Error(JSON.stringify(link.error))
      expect(link.value.plan.groups.map(({ config }) => config.schema)).toEqual(
        order.map(({ config }) => config.schema),
      )
    }
    expect(Object.keys(patchBetween(plain, mended))).toEqual(['schema.fixes'])
  })

  it('are named where two experiments differ by them', () => {
    expect(diffConfigs(plain, mended).map(({ path }) => path)).toEqual(['schema.fixes'])
  })

  it.each([
    [{ kind: 'mend' }, 'schema.fixes.0.kind'],
    [{ kind: 'drop-rows', rule: { kind: 'all' } }, 'schema.fixes.0.rule.kind'],
    [{ kind: 'keep', rule: 'other', subject: '' }, 'schema.fixes.0.rule'],
    [{ kind: 'set-task', task: 3 }, 'schema.fixes.0.task'],
    [{ kind: 'unmark', column: 'age', was: null }, 'schema.fixes.0.was'],
    [
      { kind: 'ignore-column', column: 'age', was: { at: -1, source: 'user', roles: [] } },
      'schema.fixes.0.was.at',
    ],
  ])('%o is refused by name', (fix, path) => {
    const read = parsed(fix)
    expect(read.ok ? [] : read.error.map((issue) => issue.path)).toContain(path)
  })
})
