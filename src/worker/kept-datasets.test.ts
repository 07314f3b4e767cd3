import { beforeEach, describe, expect, it } from 'vitest'
import type { Dataset } from '../core/data/dataset.ts'
import { describeDataset } from '../core/data/summary.ts'
import { readCsv } from '../ingest/read-csv.ts'
import { memoryFiles } from '../testing/memory-files.ts'
import { shopCsv } from '../testing/shop.ts'
import type { FileStore } from './files.ts'
import { createKeptDatasets, type KeptDatasets, saying } from './kept-datasets.ts'
import type { WorkerMessage } from './protocol.ts'

const breathe = async (): Promise<void> => undefined

async function shop(): Promise<Dataset> {
  const read = await readCsv(new Blob([shopCsv()]).stream(), 'shop.csv', { breathe })
  if (read === null || !read.ok) throw new Error('the shop cannot be read')
  return read.value.dataset
}

describe('datasets on this device', () => {
  let files: FileStore
  let said: WorkerMessage[]
  let dataset: Dataset

  /** Another visit. */
  const visit = (): KeptDatasets => {
    said = []
    return createKeptDatasets({
      post: (message) => void said.push(message),
      breathe,
      files: async () => files,
    })
  }
  const listed = () => {
    const kept = said.filter((message) => message.type === 'kept').at(-1)
    return kept?.datasets.map(({ info, bytes }) => [info, bytes > 0])
  }
  const troubles = () =>
    said.flatMap((message) => (message.type === 'trouble' ? message.issues.map(({ code }) => code) : []))
  const columns = () => `dataset/${dataset.id}`

  beforeEach(async () => {
    files = memoryFiles()
    dataset = await shop()
  })

  it('come back on another visit as they were, to the last bit, and are listed without being read', async () => {
    const info = describeDataset(dataset)
    await visit().keep(dataset, info)
    const later = visit()
    await later.tell()
    expect(listed()).toEqual([[info, true]])
    expect(await later.find(dataset.id)).toEqual(dataset)
    expect(await later.find('another')).toBeNull()
  })

  it('keep what a later version says of a dataset, too', async () => {
    const more = { ...dataset, draw: { share: 0.5, seeds: Float64Array.of(1, 2) } }
    await visit().keep(more, describeDataset(more))
    expect(await visit().find(dataset.id)).toEqual(more)
  })

  it('whose bytes are not what was written are told by name and given up, and nothing else with them', async () => {
    await visit().keep(dataset, describeDataset(dataset))
    const bytes = (await files.read(columns())) as Uint8Array<ArrayBuffer>
    bytes[bytes.length - 9] = (bytes[bytes.length - 9] as number) ^ 1
    await files.write(columns(), [bytes])
    const later = visit()
    expect(await later.find(dataset.id)).toBeNull()
    expect(troubles()).toEqual(['stored.damagedDataset'])
    expect(listed()).toEqual([])
  })

  it('are listed only when their columns and their header are there: one that was cut short is none', async () => {
    await visit().keep(dataset, describeDataset(dataset))
    await files.remove(columns())
    await visit().tell()
    expect(listed()).toEqual([])
  })

  it('without room are told, leave nothing behind, and stay in memory', async () => {
    const full: FileStore = {
      ...files,
      write: async () => {
        throw new DOMException('no room', 'QuotaExceededError')
      },
    }
    files = full
    await visit().keep(dataset, describeDataset(dataset))
    expect(troubles()).toEqual(['stored.noRoomForDataset'])
    expect(await files.list()).toEqual([])
  })

  it('that cannot be listed are not told to be none', async () => {
    await visit().keep(dataset, describeDataset(dataset))
    const whole = files
    files = { ...whole, list: () => Promise.reject(new DOMException('busy', 'InvalidStateError')) }
    const later = visit()
    await expect(later.tell()).rejects.toThrow('busy')
    expect(said).toEqual([])
    saying({ post: (message) => void said.push(message) }, later.tell())
    await expect.poll(troubles).toHaveLength(1)
    expect(listed()).toBeUndefined()
  })

  it('go when they are dropped', async () => {
    await visit().keep(dataset, describeDataset(dataset))
    await visit().drop(dataset.id)
    expect(listed()).toEqual([])
    expect(await files.list()).toEqual([])
  })

  it('are packed on one device and unpacked on another; a damaged one is told', async () => {
    const info = describeDataset(dataset)
    const here = visit()
    await here.keep(dataset, info)
    await here.pack('p', [dataset.id, 'another'])
    const packed = said.flatMap((message) => (message.type === 'packed-datasets' ? message.files : []))
    expect(packed.map(({ id }) => id)).toEqual([dataset.id])
    files = memoryFiles()
    const there = visit()
    await there.unpack(packed)
    expect(listed()).toEqual([[info, true]])
    expect(await there.find(dataset.id)).toEqual(dataset)
    await there.unpack(packed.map((file) => ({ ...file, columns: new ArrayBuffer(8) })))
    expect(troubles()).toEqual(['stored.damaged'])
  })

  it('that cannot be packed say why, to who asked', async () => {
    files = { ...files, read: () => Promise.reject(new DOMException('busy', 'InvalidStateError')) }
    await visit().pack('p', [dataset.id])
    expect(said).toMatchObject([
      {
        type: 'not-packed',
        packId: 'p',
        issues: [{ code: 'worker.unexpected', params: { detail: 'busy' } }],
      },
    ])
  })

  it('are none where the browser keeps nothing', async () => {
    said = []
    const nowhere = createKeptDatasets({
      post: (message) => void said.push(message),
      breathe,
      files: async () => null,
    })
    await nowhere.keep(dataset, describeDataset(dataset))
    await nowhere.tell()
    expect(listed()).toEqual([])
    expect(await nowhere.find(dataset.id)).toBeNull()
  })

  it('stand beside checkpoints, which are told by the run that they are of', async () => {
    await files.write('checkpoint/a%7C1/40', [Uint8Array.of(1, 2, 3)])
    await visit().tell()
    expect(said).toEqual([{ type: 'kept', datasets: [], checkpoints: [{ key: 'a|1', bytes: 3 }] }])
  })
})
