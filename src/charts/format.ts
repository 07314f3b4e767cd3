import type { TrainingAxis } from '../core/metrics/training-axis.ts'

const MINUS = '−'

/** `.7412`, `−.0089`: metrics in 0…1 lose the leading zero, so that columns of digits align. */
export function metricText(value: number, digits = 4): string {
  const text = Math.abs(value).toFixed(digits).replace(/^0\./, '.')
  return isZero(text) ? text : `${value < 0 ? MINUS : ''}${text}`
}

/** `+.0004`, `−.0089`, `.0000`. */
export function signedText(value: number, digits = 4): string {
  const text = metricText(value, digits)
  return value > 0 && !isZero(text) ? `+${text}` : text
}

const isZero = (text: string): boolean => Number(text) === 0

/** `±.0011`. */
export const halfText = (half: number, digits = 4): string => `±${metricText(half, digits)}`

const whole = new Intl.NumberFormat('en')
/** `228,329`. */
export const countText = (value: number): string => whole.format(Math.round(value))

/** A place on an axis of training: whole rows and steps, tenths of an epoch or of a second. */
export const placeText = (value: number, axis: TrainingAxis): string =>
  axis === 'rows' || axis === 'step' ? countText(value) : String(Math.round(value * 100) / 100)

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })
/** `120K`, for axis ticks. */
export const compactText = (value: number): string => compact.format(value)

/** `14 %`, `.4 %`, `<.1 %`: a share that is not 0 never reads as 0. */
export function percentText(share: number, digits = 0): string {
  const percent = share * 100
  if (percent === 0) return '0 %'
  const decimals = Math.abs(percent) < 1 ? Math.max(1, digits) : digits
  const text = metricText(percent, decimals)
  return percent > 0 && isZero(text) ? `<${metricText(10 ** -decimals, decimals)} %` : `${text} %`
}

/** A setting as it was typed: `.02`, `1`. */
export const weightText = (weight: number): string => String(weight).replace(/^0\./, '.')

/** Three significant digits without exponents where they stay short: `12.3`, `.0412`, `3.1e−6`. */
export function plainText(value: number): string {
  if (value === 0) return '0'
  const size = Math.abs(value)
  const sign = value < 0 ? MINUS : ''
  if (size >= 1000) return `${sign}${countText(size)}`
  if (size < 0.0001) return `${sign}${size.toExponential(1).replace('-', MINUS)}`
  const digits = Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(size))))
  return `${sign}${size.toFixed(digits).replace(/^0\./, '.')}`
}
