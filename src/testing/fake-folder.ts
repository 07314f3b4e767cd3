import type { FileAccess, Folder } from '../worker/files-in-folder.ts'

/** A folder in memory. `wrong` makes a file read other bytes than were written, and no more than `most` bytes fit. */
export function fakeFolder(
  files = new Map<string, Uint8Array<ArrayBuffer>>(),
  fault: { wrong?: boolean; most?: number } = {},
): Folder & { readonly files: Map<string, Uint8Array<ArrayBuffer>> } {
  const bytesOf = (name: string): Uint8Array<ArrayBuffer> => {
    const bytes = files.get(name)
    if (bytes === undefined) throw new DOMException(name, 'NotFoundError')
    return bytes
  }
  const accessTo = (name: string): FileAccess => ({
    write(bytes, { at }) {
      const room = Math.max(0, Math.min(bytes.length, (fault.most ?? Number.POSITIVE_INFINITY) - at))
      const longer = new Uint8Array(Math.max(bytesOf(name).length, at + room))
      longer.set(bytesOf(name))
      longer.set(bytes.subarray(0, room), at)
      files.set(name, longer)
      return room
    },
    read(into, { at }) {
      const own = bytesOf(name).subarray(at, at + into.length)
      into.set(own)
      if (fault.wrong === true) into[0] = ((into[0] ?? 0) + 1) % 256
      return own.length
    },
    truncate: (size) => void files.set(name, bytesOf(name).slice(0, size)),
    flush: () => undefined,
    close: () => undefined,
  })
  return {
    files,
    async *keys() {
      yield* [...files.keys()]
    },
    async getFileHandle(name, options) {
      if (options?.create === true && !files.has(name)) files.set(name, new Uint8Array(0))
      bytesOf(name)
      return {
        getFile: async () => new Blob([bytesOf(name)]),
        createSyncAccessHandle: async () => accessTo(name),
      }
    },
    async removeEntry(name) {
      bytesOf(name)
      files.delete(name)
    },
  }
}
