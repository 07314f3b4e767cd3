import 'fake-indexeddb/auto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fakeFolder } from '../testing/fake-folder.ts'
import { memoryFiles } from '../testing/memory-files.ts'
import { type FileStore, openedOnce } from './files.ts'
import { databaseFiles } from './files-in-database.ts'
import { type FolderFile, folderFiles } from './files-in-folder.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)
const SEALED = new TextEncoder().encode('sealed\r\n')
let databases = 0
const stores: readonly (readonly [string, () => FileStore])[] = [
  ['a folder', () => folderFiles(fakeFolder())],
  ['a database', () => databaseFiles(`test ${++databases}`)],
  ['memory', memoryFiles],
]

describe.each(stores)('files in %s', (_, make) => {
  it('gives back what was written last, its parts joined, and lists it with its size', async () => {
    const files = make()
    expect(await files.read('a')).toBeNull()
    await files.write('a', [bytes(1, 2), bytes(), bytes(3)])
    await files.write('data/b.csv 1.5', [bytes(9)])
    expect([...((await files.read('a')) ?? [])]).toEqual([1, 2, 3])
    await files.write('a', [bytes(4)])
    expect([...((await files.read('a')) ?? [])]).toEqual([4])
    expect([...(await files.list())].sort((x, y) => x.name.localeCompare(y.name))).toEqual([
      { name: 'a', bytes: 1 },
      { name: 'data/b.csv 1.5', bytes: 1 },
    ])
    await files.remove('a')
    await files.remove('nothing')
    expect(await files.read('a')).toBeNull()
    expect(await files.list()).toEqual([{ name: 'data/b.csv 1.5', bytes: 1 }])
  })

  it('keeps an empty file, and the last of many writings at once', async () => {
    const files = make()
    await files.write('empty', [])
    expect(await files.read('empty')).toHaveLength(0)
    await Promise.all([1, 2, 3, 4].map((value) => files.write('one', [bytes(value)])))
    expect([...((await files.read('one')) ?? [])]).toEqual([4])
    expect(await files.list()).toHaveLength(2)
  })
})

describe('a database', () => {
  afterEach(() => vi.restoreAllMocks())
  const sorted = async (files: FileStore) =>
    [...(await files.list())].sort((x, y) => x.name.localeCompare(y.name))
  /** What an older page does: it knows no sizes. */
  const asBefore = (name: string, act: (files: IDBObjectStore) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      const opening = indexedDB.open(`${name}-files`, 1)
      opening.onupgradeneeded = () => opening.result.createObjectStore('files')
      opening.onerror = () => reject(opening.error)
      opening.onsuccess = () => {
        const transaction = opening.result.transaction('files', 'readwrite')
        act(transaction.objectStore('files'))
        transaction.oncomplete = () => resolve()
      }
    })

  it('reads no file to list it with its size', async () => {
    const files = databaseFiles(`test ${++databases}`)
    await files.write('a', [bytes(1, 2)])
    await files.write('a,b', [bytes(3)])
    const reading = vi.spyOn(IDBObjectStore.prototype, 'get')
    const all = vi.spyOn(IDBObjectStore.prototype, 'getAll')
    expect(await sorted(files)).toEqual([
      { name: 'a', bytes: 2 },
      { name: 'a,b', bytes: 1 },
    ])
    expect(reading).not.toHaveBeenCalled()
    expect(all.mock.results.map(({ value }) => value.result)).toEqual([[2, 1]])
  })

  it('has the files of an older page, reads them once for their sizes, and lists none that such a page removed', async () => {
    const name = `test ${++databases}`
    await asBefore(name, (files) => files.put(bytes(1, 2, 3), 'old'))
    const files = databaseFiles(name)
    await files.write('new', [bytes(4)])
    const reading = vi.spyOn(IDBObjectStore.prototype, 'get')
    const both = [
      { name: 'new', bytes: 1 },
      { name: 'old', bytes: 3 },
    ]
    for (let times = 0; times < 2; times++) expect(await sorted(files)).toEqual(both)
    expect(reading).toHaveBeenCalledTimes(1)
    expect([...((await files.read('old')) ?? [])]).toEqual([1, 2, 3])
    // It takes every key for a name, and finds no file under this one.
    await asBefore(name, (older) => {
      const asked = older.getAllKeys()
      asked.onsuccess = () => {
        const others = asked.result.filter((key) => typeof key !== 'string').map(String)
        expect(others).toHaveLength(2)
        for (const other of others) expect(['old', 'new']).not.toContain(other)
      }
    })
    await asBefore(name, (older) => older.delete('new'))
    expect(await sorted(files)).toEqual([{ name: 'old', bytes: 3 }])
  })
})

describe('a folder that another tab uses, too', () => {
  it('is without the files that go while it is listed, read or cleared, and has all others', async () => {
    const folder = fakeFolder()
    const here = folderFiles(folder)
    await here.write('a', [bytes(1)])
    await here.write('b', [bytes(2, 2)])
    /** Names are read, and then another tab removes a file. */
    const late = folderFiles({
      ...folder,
      async *keys() {
        yield* [...folder.files.keys()]
        folder.files.delete('a.1')
      },
    })
    const again = () => folder.files.set('a.1', Uint8Array.from([1, ...SEALED]))
    expect(await late.list()).toEqual([{ name: 'b', bytes: 2 }])
    again()
    expect(await late.read('a')).toBeNull()
    again()
    await late.remove('a')
    again()
    await late.write('a', [bytes(3)])
    expect([...((await here.read('a')) ?? [])]).toEqual([3])
  })

  it('holds a file for as long as it is being opened: Chromium never opens one that is collected meanwhile', async () => {
    const folder = fakeFolder()
    const asked: { readonly file: WeakRef<FolderFile>; open(): Promise<void> }[] = []
    const slow = folderFiles({
      ...folder,
      async getFileHandle(name, options) {
        const { getFile, createSyncAccessHandle } = await folder.getFileHandle(name, options)
        let open = async (): Promise<void> => undefined
        const file: FolderFile = {
          getFile,
          createSyncAccessHandle: () =>
            new Promise((resolve) => {
              open = async () => resolve(await createSyncAccessHandle())
            }),
        }
        asked.push({ file: new WeakRef(file), open: () => open() })
        return file
      },
    })
    const written = slow.write('a', [bytes(1)])
    await new Promise((resolve) => setTimeout(resolve))
    collect()
    const [first] = asked
    expect(first?.file.deref()).toBeDefined()
    await first?.open()
    await written
    await new Promise((resolve) => setTimeout(resolve))
    collect()
    expect(first?.file.deref()).toBeUndefined()
  })

  it('is one store for all who ask for it', async () => {
    let opened = 0
    const files = openedOnce(async () => {
      opened++
      return folderFiles(fakeFolder())
    })
    expect(await files()).toBe(await files())
    expect(opened).toBe(1)
  })
})

describe('a folder whose browser is killed', () => {
  it('has the old or the new file after a stop at any moment of writing', async () => {
    const folder = fakeFolder()
    await folderFiles(folder).write('a', [bytes(1, 1, 1)])
    await folderFiles(folder).write('a', [bytes(2, 2, 2, 2, 2)])
    const [[, whole]] = [...folder.files] as [[string, Uint8Array<ArrayBuffer>]]
    // Every length to which the newer file had been written when all stopped, the older one beside it.
    for (let length = 0; length <= whole.length; length++) {
      const older = fakeFolder()
      await folderFiles(older).write('a', [bytes(1, 1, 1)])
      const cut = fakeFolder(new Map([...older.files, ['a.2', whole.slice(0, length)]]))
      const files = folderFiles(cut)
      expect([...((await files.read('a')) ?? [])]).toEqual(
        length === whole.length ? [2, 2, 2, 2, 2] : [1, 1, 1],
      )
      await files.write('a', [bytes(3)])
      expect([...((await files.read('a')) ?? [])]).toEqual([3])
      expect(cut.files.size).toBe(1)
    }
  })

  it('keeps the old file where the new one does not fit or is not read back', async () => {
    for (const fault of [{ most: 4 }, { wrong: true }]) {
      const folder = fakeFolder()
      await folderFiles(folder).write('a', [bytes(1)])
      const faulty = folderFiles(fakeFolder(folder.files, fault))
      await expect(faulty.write('a', [bytes(2, 2, 2, 2, 2)])).rejects.toThrow(/bytes? /)
      expect([...((await folderFiles(folder).read('a')) ?? [])]).toEqual([1])
      expect(folder.files.size).toBe(1)
    }
  })
})
