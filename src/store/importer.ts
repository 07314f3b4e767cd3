import type { DatasetInfo } from '../core/data/dataset.ts'
import { READ_SETTINGS, type ReadSettings } from '../core/data/read-settings.ts'
import { worldName } from '../core/data/worlds/settings.ts'
import type { DatasetRef, GeneratedRef } from '../experiment/config.ts'
import { SAMPLE_ID } from '../experiment/defaults.ts'
import type { TrainerPort, WorkerMessage } from '../worker/protocol.ts'
import type { Access } from './access.ts'
import { withDataset } from './datasets.ts'
import type { WorkbenchActions, WorkbenchState } from './state.ts'

export type ImportMessage = Extract<
  WorkerMessage,
  { readonly type: 'import-progress' | 'imported' | 'rejected' }
>

export interface Importer {
  readonly files: Pick<WorkbenchActions, 'importFile' | 'importFiles' | 'readAgain'>
  /** Generates the sample; `use` makes it the draft's as soon as it is there. */
  importSample(use: boolean): void
  /** Draws a world, likewise. */
  importWorld(world: GeneratedRef, use: boolean): void
  stop(): void
  receive(message: ImportMessage): void
}

export const NOTHING_READ = {
  importing: { kind: 'idle' },
  readings: new Map(),
} satisfies Pick<WorkbenchState, 'importing' | 'readings'>

/** Files that were chosen together, and how they are read. */
interface Chosen {
  readonly files: readonly File[]
  readonly settings: ReadSettings
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
  /** What was chosen, by import and, once it is read, by dataset; null: the one that was rejected last. */
  const chosen = new Map<string | null, Chosen>()
  let imports = 0

  function begin(name: string, totalBytes: number): string {
    stop()
    const importId = `import ${++imports}`
    access.set({
      importing: { kind: 'reading', importId, name, bytes: 0, totalBytes, rows: 0, isCounting: false },
    })
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

  function read(picked: Chosen): void {
    const { files, settings } = picked
    const [only] = files
    if (only === undefined) return
    const name = files.map((file) => file.name).join(', ')
    const importId = begin(
      name,
      files.reduce((sum, { size }) => sum + size, 0),
    )
    wanted.add(importId)
    chosen.set(importId, picked)
    if (files.length === 1) port.send({ type: 'import', importId, name, file: only, settings })
    else {
      const named = files.map((file) => ({ name: file.name, file }))
      port.send({ type: 'import-files', importId, name, files: named, settings })
    }
  }

  /** What was chosen for an import stays at hand under another key. */
  function keepChosen(importId: string, key: string | null): ReadSettings | null {
    const picked = chosen.get(importId)
    chosen.delete(importId)
    if (picked === undefined) return null
    chosen.set(key, picked)
    return picked.settings
  }

  const importFiles = (files: readonly File[]): void => read({ files, settings: READ_SETTINGS })

  return {
    files: {
      importFile: (file) => importFiles([file]),
      importFiles,
      readAgain(id, settings) {
        const picked = chosen.get(id)
        if (picked === undefined) throw new Error(`no file is at hand for ${id ?? 'what was rejected'}`)
        read({ ...picked, settings })
      },
    },

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
          const { bytes, totalBytes, rows, isCounting = false } = message
          access.set({ importing: { ...importing, bytes, totalBytes, rows, isCounting } })
          return
        }
        case 'imported': {
          const { importId, dataset } = message
          access.set(withDataset(access.get(), dataset, origins.get(importId) ?? null))
          const settings = keepChosen(importId, dataset.id)
          if (settings !== null) {
            access.set({ readings: new Map(access.get().readings).set(dataset.id, settings) })
          }
          if (isShown(importId)) access.set({ importing: { kind: 'idle' } })
          arrived(dataset, wanted.has(importId))
          return
        }
        case 'rejected': {
          const { importId, name, issues, stopped } = message
          if (origins.has(importId) && !stopped) access.set({ problem: issues })
          const settings = keepChosen(importId, null)
          if (!isShown(importId)) return
          access.set({
            importing: stopped ? { kind: 'idle' } : { kind: 'rejected', name, issues, settings },
          })
          return
        }
        default:
          message satisfies never
      }
    },
  }
}
