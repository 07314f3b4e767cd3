import { readFileSync } from 'node:fs'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { pngWithLink, svgWithLink } from '../core/picture-link.ts'
import { stream } from '../core/rng.ts'
import { linkOfFile } from './opened-file.ts'
import { readSoundcheckFile, soundcheckFile } from './soundcheck-file.ts'

const LINK = '#/x/1.AZVTab-_c.9fQ2aB'
const TOLD = { app: '0.1.0', link: LINK, contains: { runs: 2, weights: 1, rows: false } }
const made = soundcheckFile(TOLD, [
  { name: 'runs/a-1.json', content: '{"auc":0.7}' },
  { name: 'weights/a-1.zip', content: Uint8Array.of(1, 2, 3) },
])
const fileOf = (bytes: Uint8Array, name = 'a.soundcheck') => ({
  name,
  size: bytes.length,
  arrayBuffer: () => Promise.resolve(bytes.slice().buffer),
})
const withManifest = (change: Readonly<Record<string, unknown>>): Uint8Array => {
  const manifest = { format: 'soundcheck', version: 1, kind: 'experiment', ...TOLD, ...change }
  return zipSync({ 'manifest.json': strToU8(JSON.stringify(manifest)) })
}
const codeOf = (bytes: Uint8Array): string => {
  const read = readSoundcheckFile(bytes)
  return read.ok ? 'ok' : (read.error[0]?.code ?? '')
}

describe('an experiment as a file', () => {
  it('is an archive that any program opens, and says of itself what it was told', () => {
    const files = unzipSync(made)
    expect(Object.keys(files)).toEqual(['manifest.json', 'runs/a-1.json', 'weights/a-1.zip'])
    expect(new TextDecoder().decode(files['runs/a-1.json'])).toBe('{"auc":0.7}')
    expect(readSoundcheckFile(made)).toEqual({ ok: true, value: TOLD })
  })

  it.each([
    ['another format', withManifest({ format: 'soundcheck-weights' }), 'file.notAnExperiment'],
    ['another kind', withManifest({ kind: 'backup' }), 'file.notAnExperiment'],
    ['no link', withManifest({ link: 7 }), 'file.notAnExperiment'],
    ['a link beyond the cap', withManifest({ link: 'a'.repeat(64 * 1024 + 1) }), 'file.notAnExperiment'],
    ['a newer version', withManifest({ version: 2 }), 'file.newer'],
    ['no manifest', zipSync({ 'a.txt': strToU8('a') }), 'file.noManifest'],
    ['a manifest beyond the cap', withManifest({ more: 'a'.repeat(1 << 20) }), 'file.noManifest'],
    ['no JSON', zipSync({ 'manifest.json': strToU8('{') }), 'file.damaged'],
    ['half of it', made.subarray(0, made.length >> 1), 'file.damaged'],
    ['nothing', new Uint8Array(0), 'file.damaged'],
  ])('with %s is refused, and why is said', (_, bytes, code) => expect(codeOf(bytes)).toBe(code))

  it('opens with its own link or not at all, whatever bytes of it are others', async () => {
    const rng = stream(7, 'mutated files')
    const outcomes = { link: 0, refused: 0 }
    for (let i = 0; i < 500; i++) {
      const bytes = made.slice(0, i % 5 === 0 ? rng.int(made.length) : made.length)
      for (let n = rng.int(6); n >= 0 && bytes.length > 0; n--) bytes[rng.int(bytes.length)] = rng.int(256)
      const read = await linkOfFile(fileOf(bytes))
      if (!read.ok) expect(read.error[0]?.code).toMatch(/^file\./)
      outcomes[read.ok ? 'link' : 'refused']++
    }
    expect(outcomes.refused).toBeGreaterThan(50)
    expect(outcomes.link).toBeGreaterThan(50)
  })
})

describe('a file that holds an experiment', () => {
  const png = new Uint8Array(readFileSync(new URL('../../public/icon-192.png', import.meta.url)))
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><title>夜</title></svg>'
  it.each([
    ['a .soundcheck file', made],
    ['a PNG', pngWithLink(png, `https://example.org/${LINK}`)],
    ['an SVG', strToU8(svgWithLink(svg, LINK))],
  ])('%s is read by its content, whatever its name', async (_, bytes) => {
    expect(await linkOfFile(fileOf(bytes, 'renamed.bin'))).toEqual({ ok: true, value: LINK })
  })

  it('that holds none says so', async () => {
    for (const bytes of [png, strToU8(svg)])
      expect(await linkOfFile(fileOf(bytes, 'a.png'))).toMatchObject({
        ok: false,
        error: [{ code: 'file.noLink' }],
      })
  })
})
