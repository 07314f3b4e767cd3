import type { SettingSpec, SettingValue } from '../core/setting-spec.ts'

/** What was typed as a number the setting takes; null when it is not one. */
export function goodNumber(
  spec: Extract<SettingSpec, { readonly kind: 'int' | 'float' }>,
  typed: string | number,
): number | null {
  const value = typed === '' ? Number.NaN : Number(typed)
  const isGood = value >= spec.min && value <= spec.max && (spec.kind === 'float' || Number.isInteger(value))
  return isGood ? value : null
}

/** A tenth of the value's own power of ten. */
export const stepFor = (value: number): number =>
  value === 0 ? 0.01 : 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1)

/** `64, 32` as widths; null when it is not. */
export function parseWidths(text: string, maxLayers: number, max: number): readonly number[] | null {
  const widths = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  const isGood = widths.every((width) => Number.isInteger(width) && width >= 1 && width <= max)
  return isGood && widths.length <= maxLayers ? widths : null
}

/** `1, 0.5` as numbers; null when it is not, or when the setting does not take them. */
export function parseNumbers(
  text: string,
  { most, min, max }: Extract<SettingSpec, { readonly kind: 'numbers' }>,
): readonly number[] | null {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  return numbers.every((one) => one >= min && one <= max) && numbers.length <= most ? numbers : null
}

/** A value as its control shows it; a switch has no text of its own. */
export function valueText(
  spec: Exclude<SettingSpec, { readonly kind: 'bool' }>,
  value: SettingValue,
): string {
  if (Array.isArray(value)) return value.join(', ')
  if (spec.kind === 'choice') return Object.entries(spec.options).find(([id]) => id === value)?.[1] ?? ''
  return String(value)
}
