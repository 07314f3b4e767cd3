import type { FileStore } from './files.ts'
import { inTurn } from './in-turn.ts'

const FILES = 'files'

/** Files as records of an IndexedDB database, each written in one transaction. */
export function databaseFiles(name: string): FileStore {
  const opened = open(name)
  const turn = inTurn()

  /** The result of one request in a transaction of its own, once that is complete. */
  async function request<T>(
    mode: IDBTransactionMode,
    ask: (files: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    const transaction = (await opened).transaction(FILES, mode)
    const asked = ask(transaction.objectStore(FILES))
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error)
    })
    return asked.result
  }
  async function read(file: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const found: unknown = await request('readonly', (files) => files.get(file))
    return found instanceof Uint8Array ? new Uint8Array(found) : null
  }

  return {
    kind: 'indexeddb',
    write: (file, parts) =>
      turn(async () => {
        const bytes = joined(parts)
        await request('readwrite', (files) => files.put(bytes, file))
        const back = await read(file)
        if (back?.length !== bytes.length || !back.every((byte, i) => byte === bytes[i]))
          throw new Error(`${bytes.length} bytes were not read back`)
      }),
    read: (file) => turn(() => read(file)),
    async remove(file) {
      await request('readwrite', (files) => files.delete(file))
    },
    async list() {
      const names = (await request('readonly', (files) => files.getAllKeys())).map(String)
      const found = await Promise.all(
        names.map(async (name) => ({ name, bytes: (await read(name))?.length })),
      )
      // Another tab may have removed one meanwhile.
      return found.flatMap(({ name, bytes }) => (bytes === undefined ? [] : [{ name, bytes }]))
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

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
