import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** SHA-256 of bytes, 32 of them. */
export const sha256Bytes = (bytes: Uint8Array): Uint8Array => sha256(bytes)

/** Text as UTF-8. */
export const utf8 = (text: string): Uint8Array => utf8ToBytes(text)

/** SHA-256 of bytes as 64 hexadecimal digits. */
export const sha256Hex = (bytes: Uint8Array): string => bytesToHex(sha256(bytes))

export const sha256Text = (text: string): string => sha256Hex(utf8ToBytes(text))

/** SHA-256 of bytes that arrive in pieces. */
export function hasher(): { update(bytes: Uint8Array): void; hex(): string } {
  const state = sha256.create()
  return {
    update: (bytes) => {
      state.update(bytes)
    },
    hex: () => bytesToHex(state.digest()),
  }
}

/** JSON with keys in code-unit order at every depth: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`).join(',')}}`
  }
  return JSON.stringify(value)
}
