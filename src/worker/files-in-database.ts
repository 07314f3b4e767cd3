import { joined } from '../core/bytes.ts'
import type { FileStore } from './files.ts'
import { inTurn } from './in-turn.ts'

const FILES = 'files'
/** Keys that are lists are behind all names. An older page finds no file under what it takes this one for. */
const sizeOf = (file: string): IDBValidKey => ['size', file]

/**
 * Files as records of an IndexedDB database, each written in one transaction. The size of a file lies among them
 * under a key of its own, so that whoever lists files reads none: a new version of the database would have to wait for
 * every tab of an older page to be closed.
 */
export function databaseFiles(name: string): FileStore {
  const opened = open(name)
  const turn = inTurn()

  /** What requests in one transaction gave, once that is complete. */
  async function request<T>(mode: IDBTransactionMode, ask: (files: IDBObjectStore) => () => T): Promise<T> {
    const transaction = (await opened).transaction(FILES, mode)
    const given = ask(transaction.objectStore(FILES))
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error)
    })
    return given()
  }
  async function read(file: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const found = await request('readonly', (files) => {
      const asked: IDBRequest<unknown> = files.get(file)
      return () => asked.result
    })
    return found instanceof Uint8Array ? new Uint8Array(found) : null
  }

  /** The size of a file that has none beside it, as older pages wrote it: it has from now on. Null where it is gone. */
  const measured = (file: string): Promise<number | null> =>
    request('readwrite', (files) => {
      const asked: IDBRequest<unknown> = files.get(file)
      const size = () => (asked.result instanceof Uint8Array ? asked.result.length : null)
      asked.onsuccess = () => {
        if (size() !== null) files.put(size(), sizeOf(file))
      }
      return size
    })

  return {
    kind: 'indexeddb',
    write: (file, parts) =>
      turn(async () => {
        const bytes = joined(parts)
        await request('readwrite', (files) => {
          files.put(bytes, file)
          files.put(bytes.length, sizeOf(file))
          return () => undefined
        })
        const back = await read(file)
        if (back?.length !== bytes.length || !back.every((byte, i) => byte === bytes[i]))
          throw new Error(`${bytes.length} bytes were not read back`)
      }),
    read: (file) => turn(() => read(file)),
    remove: (file) =>
      request('readwrite', (files) => {
        files.delete(file)
        files.delete(sizeOf(file))
        return () => undefined
      }),
    async list() {
      const { keys, sizes } = await request('readonly', (files) => {
        const [asked, beside] = [files.getAllKeys(), files.getAll(IDBKeyRange.lowerBound([]))]
        return () => ({ keys: asked.result, sizes: beside.result })
      })
      const names = keys.filter((key) => typeof key === 'string')
      const known = new Map(
        keys.slice(names.length).map((key, i) => [String(key), Number(sizes[i])] as const),
      )
      const found = await Promise.all(
        names.map(async (file) => ({
          name: file,
          bytes: known.get(String(sizeOf(file))) ?? (await measured(file)),
        })),
      )
      // Another tab may have removed one meanwhile.
      return found.flatMap(({ name: file, bytes }) => (bytes === null ? [] : [{ name: file, bytes }]))
    },
  }
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(`${name}-files`, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(FILES)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
