import { deflateSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { canonicalJson, sha256Bytes, utf8 } from '../core/hash.ts'
import { sampleConfig } from './defaults.ts'
import { base64url, fromBase64url, opened, sealed } from './envelope.ts'
import { decodeLink, encodeLink } from './link.ts'

const NONE = new Uint8Array(0)
const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.'

/** A link around these bytes, with the check that belongs to them. */
function linkOf(bytes: Uint8Array): string {
  const body = base64url(bytes)
  return `#/x/1.${body}.${base64url(sha256Bytes(utf8(`1.${body}`))).slice(0, 6)}`
}
const plain = (text: string): string => linkOf(Uint8Array.of(0, ...utf8(text)))
function packed(text: string, dictionary: Uint8Array = NONE): string {
  return linkOf(Uint8Array.of(1, ...deflateSync(utf8(text), { level: 9, dictionary })))
}
function codeOf(hash: string): string | undefined {
  const result = opened(hash, NONE)
  return result.ok ? undefined : result.error[0]?.code
}

describe('a sealed payload', () => {
  it('is what comes out, packed or not', () => {
    const dictionary = utf8('seeds and groups')
    for (const payload of [null, 7, 'größe 房间 🎚 %41', { a: [1, { b: '' }] }, 'x'.repeat(5000)]) {
      expect(opened(sealed(payload, dictionary), dictionary)).toEqual({
        ok: true,
        value: { payload, block: null },
      })
    }
  })

  it('has its results beside it, packed or not', () => {
    for (const block of [new Uint8Array(0), Uint8Array.of(0, 255, 7), new Uint8Array(3000)]) {
      for (const payload of [{ a: 1 }, 'x'.repeat(5000)]) {
        expect(opened(sealed(payload, NONE, block), NONE)).toEqual({ ok: true, value: { payload, block } })
      }
    }
  })

  it('is packed only where that saves a tenth', () => {
    const flagOf = (payload: unknown) => fromBase64url(sealed(payload, NONE).split('.')[1] ?? '')?.[0]
    expect(flagOf('abcdefgh')).toBe(0)
    expect(flagOf('a'.repeat(100))).toBe(1)
    expect(sealed('a'.repeat(100), NONE).length).toBeLessThan(40)
  })

  it('is the same text whatever the order of keys', () => {
    expect(sealed({ b: 1, a: { d: 2, c: 3 } }, NONE)).toBe(sealed({ a: { c: 3, d: 2 }, b: 1 }, NONE))
  })
})

describe('the check of a link', () => {
  it('refuses every other character at every place', () => {
    const link = encodeLink({
      groups: [{ id: 'g0', label: null, style: 0, config: sampleConfig() }],
      seeds: [1, 2, 3],
    })
    let accepted = 0
    for (let at = 0; at < link.length; at++) {
      for (const other of CHARACTERS) {
        if (other === link[at]) continue
        if (decodeLink(link.slice(0, at) + other + link.slice(at + 1)).ok) accepted++
      }
    }
    expect(accepted).toBe(0)
  })

  it('refuses two neighbours that changed places', () => {
    const link = sealed({ name: 'a recipe', seeds: [1, 2, 3] }, NONE)
    for (let at = 0; at + 1 < link.length; at++) {
      const turned = link.slice(0, at) + link[at + 1] + link[at] + link.slice(at + 2)
      if (turned !== link) expect(codeOf(turned)).toBeDefined()
    }
  })
})

describe('a link that cannot be read', () => {
  it.each([
    ['no link', '#/lab', 'link.notALink'],
    ['nothing', '', 'link.notALink'],
    ['the prefix alone', '#/x/', 'link.newer'],
    ['a newer envelope', sealed(1, NONE).replace('#/x/1.', '#/x/9.'), 'link.newer'],
    ['a body without a check', '#/x/1.AAAA', 'link.cut'],
    ['an empty body', linkOf(NONE), 'link.cut'],
    ['flags of a later version', linkOf(Uint8Array.of(4, 49)), 'link.newer'],
    ['a payload that is longer than it is', linkOf(Uint8Array.of(2, 9, 49)), 'link.damaged'],
    ['results without a payload', linkOf(Uint8Array.of(2)), 'link.damaged'],
    ['text that is no JSON', plain('{"a":'), 'link.damaged'],
    ['bytes that are no UTF-8', linkOf(Uint8Array.of(0, 0x22, 0xff, 0x22)), 'link.damaged'],
    ['packed data without an end', linkOf(Uint8Array.of(1, 0x4b)), 'link.damaged'],
    ['packed data that are none', linkOf(Uint8Array.of(1, 0xff, 0xff, 0xff)), 'link.damaged'],
    ['a flag without data', linkOf(Uint8Array.of(1)), 'link.damaged'],
    ['a link beyond 64 KiB', `#/x/1.${'A'.repeat(65_536)}.AAAAAA`, 'link.tooLong'],
    ['a body that unpacks beyond 256 KiB', packed(`"${'a'.repeat(262_144)}"`), 'link.damaged'],
  ])('%s, says which', (_, hash, code) => {
    expect(codeOf(hash)).toBe(code)
  })

  it('is one nested so deeply that no walk of it would end', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
    expect(codeOf(plain(nested(32)))).toBeUndefined()
    for (const levels of [33, 10_000, 130_000]) {
      expect(codeOf(packed(nested(levels)))).toBe('link.damaged')
      const recipe = `{"s":1,"d":{"kind":"builtin","id":"sample"},"r":[],"e":[1],"b":{"y":0,"p":{"name":${nested(levels)}}}}`
      expect(decodeLink(packed(recipe, utf8(canonicalJson(sampleConfig())))).ok).toBe(false)
    }
  })
})
