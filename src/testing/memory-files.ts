import type { FileStore } from '../worker/files.ts'

/** Files that last as long as a test. */
export function memoryFiles(): FileStore {
  const files = new Map<string, Uint8Array<ArrayBuffer>>()
  return {
    kind: 'memory',
    async write(name, parts) {
      files.set(name, new Uint8Array(await new Blob([...parts] as Uint8Array<ArrayBuffer>[]).arrayBuffer()))
    },
    read: async (name) => files.get(name)?.slice() ?? null,
    async remove(name) {
      files.delete(name)
    },
    list: async () => [...files].map(([name, { length }]) => ({ name, bytes: length })),
  }
}
