export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'windows-1252'] as const
export type Encoding = (typeof ENCODINGS)[number]

/** Whether a file beyond the limits of size is read as a draw of whole users, or as it is. */
export type Amount =
  | {
      readonly kind: 'draw'
      readonly seed: number
      /** Null: guessed from the header. */
      readonly user: string | null
    }
  | { readonly kind: 'all' }

/** What a person may overrule when a file is read. */
export interface ReadSettings {
  /** Null: recognised. */
  readonly encoding: Encoding | null
  readonly amount: Amount
}
export const READ_SETTINGS: ReadSettings = { encoding: null, amount: { kind: 'draw', seed: 1, user: null } }
