import type { Dataset, DatasetInfo } from '../core/data/dataset.ts'
import { type Issue, issue } from '../core/result.ts'
import { CHECKPOINTS } from './checkpoints.ts'
import { type DatasetHeader, datasetFile, parseDataset, parseHeader } from './dataset-file.ts'
import { unexpected } from './faults.ts'
import type { FileStore } from './files.ts'
import type { PackedDataset, WorkerMessage } from './protocol.ts'

/** Uploaded datasets on this device: typed columns, and beside them what is said of them. */
export interface KeptDatasets {
  /** Says what lies there; throws where that cannot be listed, and says nothing then: it may still lie there. */
  tell(): Promise<void>
  /** Puts one there, unless it is; what keeps it from lying there is said, and it stays in memory. */
  keep(dataset: Dataset, info: DatasetInfo): Promise<void>
  /** Brings one back; null where it does not lie there, or was damaged, which is said. */
  find(id: string): Promise<Dataset | null>
  drop(id: string): Promise<void>
  /** Says the bytes of some, as `unpack` takes them, or why it cannot. */
  pack(packId: string, ids: readonly string[]): Promise<void>
  /** Puts there what was packed, on this device or another. */
  unpack(files: readonly PackedDataset[]): Promise<void>
}

interface Host {
  post(message: WorkerMessage, transfer?: readonly Transferable[]): void
  breathe(): Promise<void>
  files(): Promise<FileStore | null>
}

const DATASETS = 'dataset/'
/** As the files of earlier visits are named. */
const HEADER = '.passport'
const columnsOf = (id: string): string => `${DATASETS}${id}`
const headerOf = (id: string): string => `${DATASETS}${id}${HEADER}`

export function createKeptDatasets(host: Host): KeptDatasets {
  const open = host.files
  const trouble = (issues: readonly Issue[]): void => host.post({ type: 'trouble', issues })

  async function header(files: FileStore, id: string): Promise<DatasetHeader | null> {
    const bytes = await files.read(headerOf(id))
    return bytes === null ? null : parseHeader(bytes)
  }

  async function tell(): Promise<void> {
    const files = await open()
    const all = files === null ? [] : await files.list()
    const datasets: { info: DatasetInfo; bytes: number }[] = []
    for (const { name } of all) {
      if (files === null || !name.startsWith(DATASETS) || !name.endsWith(HEADER)) continue
      const found = await header(files, name.slice(DATASETS.length, -HEADER.length))
      // The header is written last: without its columns it was left over by a removal.
      const columns = all.find((file) => file.name === columnsOf(found?.info.id ?? ''))
      if (found !== null && columns?.bytes === found.bytes)
        datasets.push({ info: found.info, bytes: found.bytes })
    }
    const checkpoints = all
      .filter(({ name }) => name.startsWith(CHECKPOINTS))
      .map(({ name, bytes }) => ({ key: decodeURIComponent(name.split('/')[1] ?? ''), bytes }))
    host.post({ type: 'kept', datasets, checkpoints })
  }

  /** Columns first, then the header: what has one is whole. */
  async function write(files: FileStore, dataset: Dataset, info: DatasetInfo): Promise<void> {
    const file = await datasetFile(dataset, info, host.breathe)
    await files.write(columnsOf(info.id), file.columns)
    await files.write(headerOf(info.id), [file.header])
  }

  async function keep(dataset: Dataset, info: DatasetInfo): Promise<void> {
    const files = await open()
    if (files === null || (await header(files, info.id)) !== null) return
    try {
      await write(files, dataset, info)
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      await files.remove(columnsOf(info.id))
      trouble([issue('dataset', 'stored.noRoomForDataset', { name: info.name, detail })])
    }
    await tell()
  }

  async function remove(files: FileStore, id: string): Promise<void> {
    await files.remove(headerOf(id))
    await files.remove(columnsOf(id))
  }

  async function find(id: string): Promise<Dataset | null> {
    const files = await open()
    const found = files === null ? null : await header(files, id)
    const bytes = files === null || found === null ? null : await files.read(columnsOf(id))
    if (files === null || found === null || bytes === null) return null
    const dataset = await parseDataset(bytes, found.sha256, host.breathe)
    if (dataset.ok) return dataset.value
    trouble([issue('dataset', 'stored.damagedDataset', { name: found.info.name })])
    await remove(files, id)
    await tell()
    return null
  }

  async function packed(ids: readonly string[]): Promise<readonly PackedDataset[]> {
    const files = await open()
    const found: PackedDataset[] = []
    for (const id of ids) {
      const [own, columns] = [await files?.read(headerOf(id)), await files?.read(columnsOf(id))]
      if (own != null && columns != null) found.push({ id, columns: columns.buffer, passport: own.buffer })
    }
    return found
  }

  return {
    tell,
    keep,
    find,

    async drop(id) {
      const files = await open()
      if (files !== null) await remove(files, id)
      await tell()
    },

    async pack(packId, ids) {
      try {
        const files = await packed(ids)
        const buffers = files.flatMap(({ columns, passport: own }) => [columns, own])
        host.post({ type: 'packed-datasets', packId, files }, buffers)
      } catch (error) {
        host.post({ type: 'not-packed', packId, issues: [unexpected(error)] })
      }
    },

    async unpack(given) {
      const files = await open()
      for (const { columns, passport: own } of given) {
        const found = parseHeader(new Uint8Array(own))
        const dataset = found && (await parseDataset(new Uint8Array(columns), found.sha256, host.breathe))
        if (found === null || dataset?.ok !== true) trouble([issue('dataset', 'stored.damaged')])
        else if (files === null) trouble([issue('dataset', 'stored.refused')])
        else await keep(dataset.value, found.info)
      }
    },
  }
}

/** What nobody waits for must not end in silence. */
export const saying = (host: Pick<Host, 'post'>, work: Promise<void>): void => {
  void work.catch((error: unknown) => host.post({ type: 'trouble', issues: [unexpected(error)] }))
}
