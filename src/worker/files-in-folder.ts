import type { FileStore } from './files.ts'
import { inTurn } from './in-turn.ts'

/** What of the origin private file system is used: a folder, its files, and synchronous access to one of them. */
export interface Folder {
  keys(): AsyncIterable<string>
  getFileHandle(name: string, options?: { readonly create?: boolean }): Promise<FolderFile>
  removeEntry(name: string): Promise<void>
}
export interface FolderFile {
  getFile(): Promise<Blob>
  createSyncAccessHandle(): Promise<FileAccess>
}
export interface FileAccess {
  write(bytes: Uint8Array, options: { readonly at: number }): number
  read(into: Uint8Array, options: { readonly at: number }): number
  truncate(size: number): void
  flush(): void
  close(): void
}

/** Ends a file that was written to its end and read back. */
const SEAL = new TextEncoder().encode('sealed\r\n')
/** Bytes that are compared at once. */
const CHUNK = 1 << 20

/**
 * Files of a folder. Each writing makes a new file, `name.n`; it counts once its seal stands behind its bytes, and what
 * it replaces goes only then: whenever the browser is killed, the old or the new one is whole.
 */
export function folderFiles(folder: Folder): FileStore {
  const turn = inTurn()

  /** Versions by name, oldest first. */
  async function versions(): Promise<ReadonlyMap<string, readonly number[]>> {
    const found = new Map<string, number[]>()
    for await (const file of folder.keys()) {
      const dot = file.lastIndexOf('.')
      const version = Number(file.slice(dot + 1))
      if (dot < 0 || !Number.isInteger(version)) continue
      const name = decodeURIComponent(file.slice(0, dot))
      found.set(
        name,
        [...(found.get(name) ?? []), version].sort((a, b) => a - b),
      )
    }
    return found
  }

  /** The newest whole version of a name; null where there is none. */
  async function whole(name: string, numbers: readonly number[]): Promise<Blob | null> {
    for (const version of [...numbers].reverse()) {
      const found = await unlessGone(() => sealed(fileOf(name, version)))
      if (found !== null) return found
    }
    return null
  }

  /** What lies before the seal of a file; null where it has none. */
  async function sealed(name: string): Promise<Blob | null> {
    const file = await (await folder.getFileHandle(name)).getFile()
    const end = new Uint8Array(await file.slice(Math.max(0, file.size - SEAL.length)).arrayBuffer())
    const isSealed = end.length === SEAL.length && end.every((byte, i) => byte === SEAL[i])
    return isSealed ? file.slice(0, file.size - SEAL.length) : null
  }

  async function remove(name: string, numbers: readonly number[]): Promise<void> {
    for (const version of numbers) await unlessGone(() => folder.removeEntry(fileOf(name, version)))
  }

  async function write(name: string, parts: readonly Uint8Array[]): Promise<void> {
    const before = (await versions()).get(name) ?? []
    const file = fileOf(name, (before.at(-1) ?? 0) + 1)
    const access = await accessTo(await folder.getFileHandle(file, { create: true }))
    try {
      access.truncate(0)
      const end = append(access, parts, 0)
      access.flush()
      compare(access, parts)
      append(access, [SEAL], end)
      access.flush()
    } catch (error) {
      access.close()
      await folder.removeEntry(file)
      throw error
    }
    access.close()
    await remove(name, before)
  }

  return {
    kind: 'opfs',
    write: (name, parts) => turn(() => write(name, parts)),
    read: (name) =>
      turn(async () => {
        const file = await whole(name, (await versions()).get(name) ?? [])
        return file === null ? null : unlessGone(async () => new Uint8Array(await file.arrayBuffer()))
      }),
    remove: (name) => turn(async () => remove(name, (await versions()).get(name) ?? [])),
    list: () =>
      turn(async () => {
        const listed: { name: string; bytes: number }[] = []
        for (const [name, numbers] of await versions()) {
          const file = await whole(name, numbers)
          if (file !== null) listed.push({ name, bytes: file.size })
        }
        return listed
      }),
  }
}

const opening = new Set<FolderFile>()

/**
 * Held until it answers: Chromium never does where the handle is collected as garbage meanwhile, and all that waits for
 * its turn would wait for ever.
 */
async function accessTo(file: FolderFile): Promise<FileAccess> {
  opening.add(file)
  try {
    return await file.createSyncAccessHandle()
  } finally {
    opening.delete(file)
  }
}

/** Another tab may remove a file between its name being read and its bytes: null then. */
async function unlessGone<T>(act: () => Promise<T>): Promise<T | null> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null
    throw error
  }
}

const fileOf = (name: string, version: number): string => `${encodeURIComponent(name)}.${version}`

/** Writes parts from a place on; gives the place behind them. */
function append(access: FileAccess, parts: readonly Uint8Array[], from: number): number {
  let at = from
  for (const part of parts) {
    const written = access.write(part, { at })
    if (written !== part.length) throw new Error(`${written} of ${part.length} bytes were written`)
    at += written
  }
  return at
}

/** Throws where what lies in the file is not what was written. */
function compare(access: FileAccess, parts: readonly Uint8Array[]): void {
  const chunk = new Uint8Array(CHUNK)
  let at = 0
  for (const part of parts) {
    for (let first = 0; first < part.length; first += CHUNK) {
      const wanted = part.subarray(first, first + CHUNK)
      const own = chunk.subarray(0, wanted.length)
      const read = access.read(own, { at })
      if (read !== wanted.length || !equal(own, wanted))
        throw new Error(`byte ${at} and on were not read back`)
      at += read
    }
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
