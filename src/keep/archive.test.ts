import { unzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { openRun, wholeRun } from '../testing/whole-run.ts'
import { type Archive, packArchive, readArchive } from './archive.ts'
import { openRecord, parseRun } from './run-record.ts'

const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(values)
const ARCHIVE: Archive = {
  comparison: bytes(1, 2, 3),
  runs: [wholeRun('g1|1'), openRun('g2|1')].map((run) => ({ id: run.id, bytes: openRecord(run).bytes })),
  datasets: [{ id: 'ab', name: 'shop, 店.csv', columns: bytes(7, 8), passport: bytes(9) }],
}
async function written(archive = ARCHIVE): Promise<Uint8Array<ArrayBuffer>> {
  const chunks = await packArchive(archive, '1.2.3', async () => undefined)
  return new Uint8Array(await new Blob([...chunks]).arrayBuffer())
}
/** The file with one of its parts changed; null takes it out. */
async function tampered(
  path: string,
  part: Uint8Array<ArrayBuffer> | null,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Record<string, Uint8Array> = unzipSync(await written())
  if (part === null) delete parts[path]
  else parts[path] = part
  return new Uint8Array(zipSync(parts))
}
/** The file with what its directory says of the length of a part set to this. */
async function declaring(path: string, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const file = await written()
  const view = new DataView(file.buffer)
  for (let at = 0; at + 46 < file.length; at++) {
    const name = new TextDecoder('latin1').decode(file.subarray(at + 46, at + 46 + path.length))
    if (view.getUint32(at, true) === 0x02014b50 && name === path) view.setUint32(at + 24, length, true)
  }
  return file
}
const reading = (file: Uint8Array<ArrayBuffer>) => readArchive(new Blob([file]))
const codesOf = (read: Awaited<ReturnType<typeof readArchive>>) =>
  (read.ok ? read.value.issues : read.error).map(({ path, code }) => [path, code])

describe('an archive of everything', () => {
  it('gives back all that it was given, as it was', async () => {
    const read = await reading(await written())
    expect(read).toEqual({ ok: true, value: { archive: ARCHIVE, issues: [] } })
    const [first] = read.ok ? read.value.archive.runs : []
    expect(parseRun(first?.bytes ?? bytes()).ok).toBe(true)
  })

  it('says of what kind it is, to tell it from other files', async () => {
    const manifest = unzipSync(await written())['manifest.json']
    expect(JSON.parse(new TextDecoder().decode(manifest))).toMatchObject({
      kind: 'archive',
      format: 1,
      app: '1.2.3',
    })
    const other = new TextEncoder().encode('{"kind":"experiment"}')
    expect(codesOf(await reading(await tampered('manifest.json', other)))).toEqual([
      ['archive', 'archive.otherKind'],
    ])
  })

  it.each([
    ['runs/0.bin', bytes(1), ['g1|1', 'archive.damagedPart']],
    ['runs/1.bin', null, ['g2|1', 'archive.damagedPart']],
    ['comparison.bin', bytes(1, 2, 4), ['comparison', 'archive.damagedPart']],
    ['datasets/ab.columns', null, ['shop, 店.csv', 'archive.damagedPart']],
  ])('with %s damaged leaves that out by its name, and nothing else', async (path, part, issue) => {
    const read = await reading(await tampered(path, part))
    expect(codesOf(read)).toEqual([issue])
    const { comparison, runs, datasets } = read.ok
      ? read.value.archive
      : { comparison: null, runs: [], datasets: [] }
    expect((comparison === null ? 0 : 1) + runs.length + datasets.length).toBe(3)
  })

  it('with a part that unpacks to more than is said leaves that out', async () => {
    const read = await reading(await declaring('runs/0.bin', 10))
    expect(codesOf(read)).toEqual([['g1|1', 'archive.damagedPart']])
    expect(read.ok && read.value.archive.runs.map(({ id }) => id)).toEqual(['g2|1'])
  })

  it('that names a part as every object has one finds none', async () => {
    const manifest = unzipSync(await written())['manifest.json']
    const text = new TextDecoder().decode(manifest).replace('datasets/ab.columns', 'constructor')
    const read = await reading(await tampered('manifest.json', new TextEncoder().encode(text)))
    expect(codesOf(read)).toEqual([['shop, 店.csv', 'archive.damagedPart']])
  })

  it.each([
    ['no zip', async () => bytes(1, 2, 3), 'archive.noZip'],
    ['larger than fits the memory', () => declaring('runs/0.bin', 2 ** 31), 'archive.tooLarge'],
    ['cut off', async () => (await written()).slice(0, 200), 'archive.noZip'],
    ['without its manifest', () => tampered('manifest.json', null), 'archive.noManifest'],
    ['with a manifest that is no JSON', () => tampered('manifest.json', bytes(1)), 'archive.noManifest'],
    [
      'with a manifest of another shape',
      () => tampered('manifest.json', new TextEncoder().encode('{"kind":"archive","format":1,"runs":3}')),
      'archive.noManifest',
    ],
    [
      'of a newer format',
      () => tampered('manifest.json', new TextEncoder().encode('{"kind":"archive","format":2}')),
      'stored.newer',
    ],
  ])('that is %s is refused, and says why', async (_name, make, code) => {
    const read = await reading(await make())
    expect(read.ok ? [] : read.error.map((one) => one.code)).toEqual([code])
  })
})
