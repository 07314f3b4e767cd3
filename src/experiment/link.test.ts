import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WorldRecipe } from '../core/data/worlds/settings.ts'
import { parseRecipe } from '../core/data/worlds/world.ts'
import { anyPlan } from '../testing/plans.ts'
import type { ExperimentConfig } from './config.ts'
import { sampleConfig, worldConfig } from './defaults.ts'
import { base64url, fromBase64url, sealed } from './envelope.ts'
import { generatedRef } from './generated.ts'
import { configHash } from './hash.ts'
import { decodeLink, encodeLink } from './link.ts'
import type { Plan } from './plan.ts'

/** The name of a file is its owner's: a link leaves it out. */
function withoutFileName(config: ExperimentConfig): ExperimentConfig {
  if (config.dataset.kind !== 'upload') return config
  return { ...config, name: '', dataset: { ...config.dataset, name: '' } }
}
const planOf = (config: ExperimentConfig): Plan => ({
  groups: [{ id: 'g0', label: null, style: 0, config }],
  seeds: [1, 2, 3],
})
function recipe(settings: Readonly<Record<string, number>>): WorldRecipe {
  const parsed = parseRecipe('c', settings, 'world')
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
  return parsed.value
}
const PLAN = planOf(sampleConfig())
const SAMPLE = { kind: 'builtin', id: 'sample' }
const link = (payload: unknown): string => sealed(payload, new Uint8Array(0))
/** What a link that says nothing of its baseline means. */
const oldStart = () =>
  decoded(link({ s: 1, d: SAMPLE, b: { y: 0, p: {} }, r: [], e: [1] })).plan.groups[0]
    ?.config as ExperimentConfig
function decoded(hash: string) {
  const result = decodeLink(hash)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}
const codesOf = (hash: string): string[] => {
  const result = decodeLink(hash)
  return result.ok ? [] : result.error.map(({ code }) => code)
}

describe('a recipe link', () => {
  it('gives back any plan as it was, but for the names of files', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const { plan: back, notices } = decoded(encodeLink(plan))
        expect(notices).toEqual([])
        expect(back.seeds).toEqual(plan.seeds)
        // A config's own seed says nothing in a plan; the rest is the same to the last digit.
        const bare = ({ groups }: Plan) =>
          groups.map((group) => ({ ...group, config: { ...withoutFileName(group.config), seed: 0 } }))
        expect(bare(back)).toEqual(bare(plan))
      }),
      { seed: 1, numRuns: 100 },
    )
  }, 20_000)

  it('is the same link when it is made again from what it gave', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const link = encodeLink(plan)
        expect(encodeLink(decoded(link).plan)).toBe(link)
      }),
      { seed: 2, numRuns: 60 },
    )
  })

  it('means for ever what it meant when it was made', () => {
    // Links of the first release. A change that breaks one of these breaks every link that people have sent.
    const plain = '#/x/1.AQNaAbIHWDZVAyUqgeqBFNAthAt4UCFiqGOkYwwMGFD5CkoCIBMB.EDjNT3'
    const two =
      '#/x/1.AQNaAbIHWFIr-ZcCIwqoFMSHuUEPyQHGBgZAvZVAI4EU0LmE6wBQOWMODDdQ8VsNMRhasOqhFRugGEP4HNlWoLchthqCYgDk9VoA.gP1tDg'
    expect(decoded(plain).plan.seeds).toEqual([1, 2, 3])
    expect(decoded(plain).plan.groups.map(({ config }) => configHash(config))).toEqual([
      'e4658a09b29d1042617b5f443d7c099f',
    ])
    const { groups, seeds } = decoded(two).plan
    expect(seeds).toEqual([7])
    expect(groups.map(({ label }) => label)).toEqual(['Ours', null])
    expect(groups[0]?.config.training).toMatchObject({ batchSize: 300, learningRate: 0.01, epochs: 15 })
    expect(groups[1]?.config.training.batchSize).toBe(512)
    expect(Object.keys(groups[1]?.config.modules ?? {})).toEqual([
      'prior-gate',
      'interactions',
      'scene-routing',
      'task-chain',
    ])
  })

  it('carries the settings of generated worlds, whichever a group is about', () => {
    const config = worldConfig(recipe({ conflict: 0.9 }))
    const other = { ...config, dataset: generatedRef(recipe({ conflict: 0, seed: 7 })) }
    const { plan, notices } = decoded(
      encodeLink({ ...planOf(config), groups: [...planOf(config).groups, ...planOf(other).groups] }),
    )
    expect(notices).toEqual([])
    expect(plan.groups.map((group) => group.config.dataset)).toEqual([config.dataset, other.dataset])
  })

  it('clamps a setting of a world, and refuses a world that there is not', () => {
    const link = (d: unknown): string =>
      sealed({ s: 1, d, b: { y: 0, p: {} }, r: [], e: [1] }, new Uint8Array(0))
    const { plan, notices } = decoded(link({ kind: 'generated', world: 'c', settings: { conflict: 5 } }))
    expect(plan.groups[0]?.config.dataset).toEqual(generatedRef(recipe({ conflict: 1 })))
    expect(notices).toHaveLength(1)
    expect(codesOf(link({ kind: 'generated', world: 'z', settings: {} }))).toEqual(['link.damaged'])
    expect(codesOf(link({ kind: 'generated', world: 'c', settings: { rho: 1 } }))).toEqual(['link.damaged'])
  })

  it('carries the view', () => {
    const view = { task: 'watch_sec>30', slice: 'scene=click', metric: 'gauc' } as const
    expect(decoded(encodeLink(PLAN, { view })).view).toEqual(view)
    expect(decoded(encodeLink(PLAN)).view).toBeNull()
  })

  it('carries a wish for a backend beside the recipe, which stays what it is', () => {
    const plain = encodeLink(PLAN)
    const wished = decoded(encodeLink(PLAN, { backend: 'webgpu' }))
    expect(wished.backend).toBe('webgpu')
    expect(wished.plan).toEqual(decoded(plain).plan)
    expect(decoded(plain).backend).toBeNull()
    expect(encodeLink(PLAN, { view: null, backend: null })).toBe(plain)
  })

  it('leaves defaults out: the sample alone takes a line, one setting a few characters more', () => {
    const plain = encodeLink(PLAN)
    expect(plain.length).toBeLessThan(120)
    const config = sampleConfig()
    const changed = { ...config, training: { ...config.training, batchSize: 300 } }
    const more = encodeLink(planOf(changed))
    expect(more.length).toBeGreaterThan(plain.length)
    expect(more.length).toBeLessThan(plain.length + 50)
  })

  it('has nothing but characters that chats and mails leave alone', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        expect(encodeLink(plan)).toMatch(/^#\/x\/1\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{6}$/)
      }),
      { seed: 3, numRuns: 40 },
    )
  })

  it('is refused when any one character is another, is missing, or the end is cut', () => {
    const link = encodeLink(PLAN)
    for (let at = 4; at < link.length; at++) {
      const other = link[at] === 'A' ? 'B' : 'A'
      expect(decodeLink(link.slice(0, at) + other + link.slice(at + 1)).ok).toBe(false)
      expect(decodeLink(link.slice(0, at) + link.slice(at + 1)).ok).toBe(false)
      expect(decodeLink(link.slice(0, at)).ok).toBe(false)
    }
    expect(codesOf(link.slice(0, -9))).toEqual(['link.cut'])
  })

  it('of a newer envelope, or a newer version of which nothing can be read, says so', () => {
    expect(codesOf(encodeLink(PLAN).replace('#/x/1.', '#/x/2.'))).toEqual(['link.newer'])
    expect(codesOf(link({ s: 4 }))).toEqual(['link.newer'])
    expect(codesOf(link({ s: 0 }))).toEqual(['link.damaged'])
    expect(codesOf(link({}))).toEqual(['link.damaged'])
  })

  it('of a newer version opens as far as it is known, says so, and passes on the rest', () => {
    const p = {
      'training.epochs': 5,
      'training.warmth': 3,
      'modules.telepathy': { depth: 2 },
      'modules.user-clusters.aura': 'blue',
      mood: 1,
    }
    const newer = link({ s: 9, d: SAMPLE, b: { y: 0, p }, r: [], e: [1], zz: 7 })
    const { plan, notices, extra } = decoded(newer)
    expect(plan.groups[0]?.config).toEqual({
      ...oldStart(),
      training: { ...oldStart().training, epochs: 5 },
    })
    expect(notices[0]?.code).toBe('link.newerRead')
    expect(notices.filter(({ code }) => code === 'link.unknownKey')).toHaveLength(5)
    expect(extra).toEqual({
      zz: 7,
      'groups.0.training.warmth': 3,
      'groups.0.modules.telepathy': { depth: 2 },
      'groups.0.modules.user-clusters.aura': 'blue',
      'groups.0.mood': 1,
    })
    expect(decoded(encodeLink(plan, { extra })).extra).toEqual(extra)
  })

  it('passes on what it does not know up to 1 KB, and says where there is more', () => {
    const known = { s: 2, d: SAMPLE, b: { y: 0, p: {} }, r: [], e: [1] }
    const first = decoded(link({ ...known, q7: [1, 'x'] }))
    expect(first.extra).toEqual({ q7: [1, 'x'] })
    expect(first.notices.map(({ code }) => code)).toEqual(['link.unknownKey'])
    const again = decoded(encodeLink(first.plan, { extra: first.extra }))
    expect(again.extra).toEqual(first.extra)
    expect(again.notices).toEqual([])
    const much = decoded(link({ ...known, q7: 'x'.repeat(1100) }))
    expect(much.extra).toBeNull()
    expect(much.notices.map(({ code }) => code)).toEqual(['link.unknownKey', 'link.unknownTooMuch'])
  })

  it('carries a note of 280 characters at most, and what made its results', () => {
    const made = { version: '1.2.3', how: null, deterministic: false, seconds: [1, 2], bytes: null } as const
    const { note, made: back } = decoded(encodeLink(PLAN, { note: '房'.repeat(300), made }))
    expect(note).toBe('房'.repeat(280))
    expect(back).toEqual(made)
    expect(decoded(encodeLink(PLAN)).made).toBeNull()
  })

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(decodeLink(text).ok).toBe(false)
        expect(decodeLink(`#/x/1.${text}`).ok).toBe(false)
      }),
      { seed: 4, numRuns: 300 },
    )
  })

  it('never throws, whatever the payload under a right check', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (b, e) => {
        decodeLink(sealed({ s: 1, d: { kind: 'builtin', id: 'sample' }, b, r: [], e }, new Uint8Array(0)))
        decodeLink(sealed(b, new Uint8Array(0)))
      }),
      { seed: 5, numRuns: 300 },
    )
  })

  it('cannot reach a prototype', () => {
    const p = { 'model.__proto__.polluted': true, '__proto__.polluted': true, 'constructor.prototype.x': 1 }
    const link = sealed(
      { s: 1, d: { kind: 'builtin', id: 'sample' }, b: { y: 0, p }, r: [], e: [1] },
      new Uint8Array(0),
    )
    decodeLink(link)
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
    expect(Reflect.get(Object, 'x')).toBeUndefined()
  })

  it('clamps a number that is out of range and says so', () => {
    const link = sealed(
      {
        s: 1,
        d: { kind: 'builtin', id: 'sample' },
        b: { y: 0, p: { 'training.batchSize': 9e9 } },
        r: [],
        e: [1],
      },
      new Uint8Array(0),
    )
    const { plan, notices } = decoded(link)
    expect(plan.groups[0]?.config.training.batchSize).toBe(16384)
    expect(notices).toHaveLength(1)
  })

  it('is not unpacked beyond a cap', () => {
    const name = 'a'.repeat(3_000_000)
    const link = sealed({ s: 1, name }, new Uint8Array(0))
    expect(link.length).toBeLessThan(64 * 1024)
    expect(decodeLink(link).ok).toBe(false)
  })
})

describe('base64url', () => {
  it('gives back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(fromBase64url(base64url(bytes))).toEqual(bytes)
      }),
    )
  })

  it('is that of RFC 4648', () => {
    expect(base64url(new TextEncoder().encode('foobar'))).toBe('Zm9vYmFy')
    expect(base64url(new TextEncoder().encode('fooba'))).toBe('Zm9vYmE')
    expect(base64url(Uint8Array.of(251, 255))).toBe('-_8')
    expect(fromBase64url('a+b')).toBeNull()
  })
})
