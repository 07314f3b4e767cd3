import { Dexie, type EntityTable } from 'dexie'
import type { RunRecord } from './run-record.ts'

/** What belongs to a comparison besides its runs. */
export interface ComparisonRow {
  readonly id: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** What a run recorded inside: apart from its record, since only the screens of Inside ask for it. */
export interface ReadingsRow {
  readonly key: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** A record that could not be read, as it was. */
export interface AsideRow {
  readonly at?: number
  readonly table: string
  readonly key: string
  readonly bytes: unknown
  readonly why: string
}

/** Records of this device. Tables and their keys follow this ladder; what is in a record follows its own. */
export class KeepDatabase extends Dexie {
  declare readonly runs: EntityTable<RunRecord, 'key'>
  /** Runs that wait or train: what they had reached at the last checkpoint, if they have one. */
  declare readonly unfinished: EntityTable<RunRecord, 'key'>
  declare readonly readings: EntityTable<ReadingsRow, 'key'>
  declare readonly comparisons: EntityTable<ComparisonRow, 'id'>
  declare readonly aside: EntityTable<AsideRow, 'at'>

  constructor(name = 'soundcheck') {
    super(name)
    this.version(1).stores({ runs: 'key', unfinished: 'key', comparisons: 'id', aside: '++at' })
    this.version(2).stores({ readings: 'key' })
  }
}
