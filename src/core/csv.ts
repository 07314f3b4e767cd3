/**
 * A text as a field of comma-separated values by RFC 4180. What a spreadsheet would run as a formula is kept a text by a
 * leading apostrophe, and all that begins with a minus is but a number; a NUL, which ends a text in many programs,
 * becomes ␀.
 */
export function csvField(text: string): string {
  const visible = text.replaceAll('\0', '␀')
  const safe = /^[=+@\t\r]|^-(?!(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$)/i.test(visible) ? `'${visible}` : visible
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Lines of fields that are written as they stand. */
export const csvLines = (lines: readonly (readonly string[])[]): string =>
  lines.map((fields) => `${fields.join(',')}\r\n`).join('')
