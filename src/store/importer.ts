import type { DatasetInfo } from '../core/data/dataset.ts'
import { worldName } from '../core/data/worlds/settings.ts'
import type { DatasetRef, GeneratedRef } from '../experiment/config.ts'
import { SAMPLE_ID } from '../experiment/defaults.ts'
import type { TrainerPort, WorkerMessage } from '../worker/protocol.ts'
import type { Access } from './access.ts'
import { withDataset } from './datasets.ts'
import type { WorkbenchActions } from './state.ts'

export type ImportMessage = Extract<
  WorkerMessage,
  { readonly type: 'import-progress' | 'imported' | 'rejected' }
>

export interface Importer {
  readonly files: Pick<WorkbenchActions, 'importFile' | 'importFiles'>
  /** Generates the sample; `use` makes it the draft's as soon as it is there. */
  importSample(use: boolean): void
  /** Draws a world, likewise. */
  importWorld(world: GeneratedRef, use: boolean): void
  stop(): void
  receive(message: ImportMessage): void
}

/**
 * Reads one file at a time: a second one takes the place of the first. `arrived` is told of each dataset, and whether
 * a person waits to use it.
 */
export function createImporter(
  access: Access,
  port: TrainerPort,
  arrived: (info: DatasetInfo, wanted: boolean) => void,
): Importer {
  /** What was generated, by import. */
  const origins = new Map<string, DatasetRef>()
  const wanted = new Set<string>()
  let imports = 0

  function begin(name: string, totalBytes: number): string {
    stop()
    const importId = `import ${++imports}`
    access.set({ importing: { kind: 'reading', importId, name, bytes: 0, totalBytes, rows: 0 } })
    return importId
  }

  function stop(): void {
    const { importing } = access.get()
    if (importing.kind !== 'reading') return
    port.send({ type: 'stop-import', importId: importing.importId })
    wanted.delete(importing.importId)
    access.set({ importing: { kind: 'idle' } })
  }

  const isShown = (importId: string): boolean => {
    const { importing } = access.get()
    return importing.kind === 'reading' && importing.importId === importId
  }

  function importFile(file: File): void {
    const importId = begin(file.name, file.size)
    wanted.add(importId)
    port.send({ type: 'import', importId, name: file.name, file })
  }

  function importFiles(files: readonly File[]): void {
    const [only] = files
    if (only === undefined) return
    if (files.length === 1) {
      importFile(only)
      return
    }
    const name = files.map((file) => file.name).join(', ')
    const bytes = files.reduce((sum, { size }) => sum + size, 0)
    const importId = begin(name, bytes)
    wanted.add(importId)
    const named = files.map((file) => ({ name: file.name, file }))
    port.send({ type: 'import-files', importId, name, files: named })
  }

  return {
    files: { importFile, importFiles },

    importSample(use) {
      const importId = use ? begin(SAMPLE_ID, 0) : `import ${++imports}`
      origins.set(importId, { kind: 'builtin', id: SAMPLE_ID })
      if (use) wanted.add(importId)
      port.send({ type: 'import-builtin', importId, id: SAMPLE_ID })
    },

    importWorld(world, use) {
      const importId = use ? begin(worldName(world), 0) : `import ${++imports}`
      origins.set(importId, world)
      if (use) wanted.add(importId)
      port.send({ type: 'import-world', importId, world })
    },

    stop,

    receive(message) {
      switch (message.type) {
        case 'import-progress': {
          const { importing } = access.get()
          if (importing.kind !== 'reading' || importing.importId !== message.importId) return
          const { bytes, totalBytes, rows } = message
          access.set({ importing: { ...importing, bytes, totalBytes, rows } })
          return
        }
        case 'imported': {
          const { importId, dataset } = message
          access.set(withDataset(access.get(), dataset, origins.get(importId) ?? null))
          if (isShown(importId)) access.set({ importing: { kind: 'idle' } })
          arrived(dataset, wanted.has(importId))
          return
        }
        case 'rejected': {
          const { importId, name, issues, stopped } = message
          if (origins.has(importId) && !stopped) access.set({ problem: issues })
          if (!isShown(importId)) return
          access.set({ importing: stopped ? { kind: 'idle' } : { kind: 'rejected', name, issues } })
          return
        }
        default:
          message satisfies never
      }
    },
  }
}
