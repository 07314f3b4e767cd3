import type { Value } from './model-graph.ts'

/** The shortest decimal that is this number in 32 bits. */
export function numberText(value: number, dtype: Value['dtype']): string {
  if (dtype === 'int32') return String(value)
  if (!Number.isFinite(value)) return `float("${value > 0 ? 'inf' : value < 0 ? '-inf' : 'nan'}")`
  for (let digits = 1; digits < 17; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === Math.fround(value))
      return Number.isInteger(short) ? `${short}.0` : String(short)
  }
  return String(value)
}
