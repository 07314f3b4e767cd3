export interface Axis {
  readonly domain: readonly [number, number]
  readonly ticks: readonly number[]
  /** Decimals that tell neighbouring ticks apart. */
  readonly digits: number
}

/**
 * An axis that holds every finite value, with about `count` ticks at 1, 2 or 5 times a power of ten. The domain
 * ends on ticks. A single value gets room around it; no value gives 0…1.
 */
export function axisOf(values: Iterable<number>, count = 5, smallest = 1e-4): Axis {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low > high) return { domain: [0, 1], ticks: [0, 0.5, 1], digits: 1 }
  if (high - low < smallest) {
    low -= smallest
    high += smallest
  }
  const step = niceStep((high - low) / Math.max(1, count))
  const first = Math.floor(low / step + 1e-9)
  const last = Math.ceil(high / step - 1e-9)
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => rounded((first + index) * step))
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  return { domain: [rounded(first * step), rounded(last * step)], ticks, digits }
}

/** 1, 2 and 5 times the powers of ten within a range above 0, for a logarithmic axis. */
export function logTicks(from: number, to: number): readonly number[] {
  const ticks: number[] = []
  for (let power = Math.floor(Math.log10(from)); power <= Math.log10(to); power++) {
    for (const factor of [1, 2, 5]) {
      const tick = rounded(factor * 10 ** power)
      if (tick >= from && tick <= to) ticks.push(tick)
    }
  }
  return ticks
}

/** The smallest of 1, 2, 5 × 10ⁿ that is not below `rough`. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  for (const factor of [1, 2, 5]) if (factor * power >= rough * (1 - 1e-9)) return factor * power
  return 10 * power
}

const rounded = (value: number): number => Number(value.toPrecision(12))

/**
 * Places of labels along an axis, in the order given: as near to where they belong as a gap of `gap` between
 * neighbours allows, all within [low, high] when they fit.
 */
export function spreadLabels(
  wanted: readonly number[],
  gap: number,
  low: number,
  high: number,
): readonly number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0))
  const placed = [...wanted]
  let floor = low
  for (const index of order) {
    placed[index] = Math.max(placed[index] ?? 0, floor)
    floor = (placed[index] ?? 0) + gap
  }
  let ceiling = high
  for (const index of order.reverse()) {
    placed[index] = Math.min(placed[index] ?? 0, ceiling)
    ceiling = (placed[index] ?? 0) - gap
  }
  return placed
}

/** Distance in pixels of each value from the top of a plot whose axis runs upwards. */
export const pixelsFromTop = (value: number, axis: Axis, height: number): number =>
  height * (1 - (value - axis.domain[0]) / (axis.domain[1] - axis.domain[0]))
