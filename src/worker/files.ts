import { databaseFiles } from './files-in-database.ts'
import { folderFiles } from './files-in-folder.ts'

/** Bytes under names that outlive the page: datasets and checkpoints. */
export interface FileStore {
  /** Where the bytes lie: the origin private file system, or IndexedDB where there is none. */
  readonly kind: 'opfs' | 'indexeddb' | 'memory'
  /**
   * Writes parts one after another as one file, in place of what had that name; all of it or nothing. What was written
   * is read back and compared; throws where it differs or does not fit.
   */
  write(name: string, parts: readonly Uint8Array[]): Promise<void>
  /** Null where nothing has that name. */
  read(name: string): Promise<Uint8Array<ArrayBuffer> | null>
  remove(name: string): Promise<void>
  /** Whole files, by name. */
  list(): Promise<readonly { readonly name: string; readonly bytes: number }[]>
}

/** Opens when first asked, and gives all who ask the same store: what is done in it is done in turn. */
export function openedOnce(open: () => Promise<FileStore | null>): () => Promise<FileStore | null> {
  let opened: Promise<FileStore | null> | null = null
  return () => {
    opened ??= open()
    return opened
  }
}

/** The store of this browser, in a worker; null where it keeps nothing at all. */
export async function openFiles(name: string): Promise<FileStore | null> {
  if (
    typeof FileSystemFileHandle === 'function' &&
    'createSyncAccessHandle' in FileSystemFileHandle.prototype
  ) {
    try {
      const root = await navigator.storage.getDirectory()
      return folderFiles(await root.getDirectoryHandle(name, { create: true }))
    } catch (error) {
      // A private window may have the interface and refuse its use.
      if (!(error instanceof DOMException)) throw error
    }
  }
  return typeof indexedDB === 'undefined' ? null : databaseFiles(name)
}
