/** What a curve over training may be drawn against. `time`: seconds of training, pauses left out. */
export const TRAINING_AXES = ['rows', 'step', 'epoch', 'time'] as const
export type TrainingAxis = (typeof TRAINING_AXES)[number]

/** Weights of the earlier points that can be chosen; 0 is off. */
export const SMOOTHINGS = [0, 0.5, 0.8, 0.95] as const

/** How curves over training are drawn. It decides no statistic. */
export interface CurveView {
  readonly axis: TrainingAxis
  readonly log: boolean
  readonly smooth: (typeof SMOOTHINGS)[number]
  /** The part that is drawn, in units of the axis; null: all of it. */
  readonly zoom: readonly [number, number] | null
}

export const PLAIN_CURVES: CurveView = { axis: 'rows', log: false, smooth: 0, zoom: null }

/** A view out of storage or of a link; what cannot be read takes its default. */
export function parseCurveView(value: unknown): CurveView {
  const parts: Readonly<Record<string, unknown>> =
    value !== null && typeof value === 'object' ? (value as Readonly<Record<string, unknown>>) : {}
  const { axis, log, smooth, zoom } = parts
  return {
    axis: TRAINING_AXES.find((one) => one === axis) ?? PLAIN_CURVES.axis,
    log: log === true,
    smooth: SMOOTHINGS.find((one) => one === smooth) ?? PLAIN_CURVES.smooth,
    zoom: Array.isArray(zoom) ? zoomOf(zoom[0], zoom[1]) : null,
  }
}

function zoomOf(from: unknown, to: unknown): CurveView['zoom'] {
  const isRange =
    typeof from === 'number' && typeof to === 'number' && Number.isFinite(to) && from >= 0 && from < to
  return isRange ? [from, to] : null
}

/** The view in words for the query of a link; defaults are left out. */
export function curveQuery({ axis, log, smooth, zoom }: CurveView): Readonly<Record<string, string>> {
  return {
    ...(axis === PLAIN_CURVES.axis ? {} : { x: axis }),
    ...(log ? { log: '1' } : {}),
    ...(smooth === 0 ? {} : { smooth: String(smooth) }),
    ...(zoom === null ? {} : { zoom: zoom.join('-') }),
  }
}

/** The view that such a query asks for; null where it asks for none. */
export function queriedCurves(get: (name: string) => string | null): CurveView | null {
  const [x, log, smooth, zoom] = [get('x'), get('log'), get('smooth'), get('zoom')]
  if (x === null && log === null && smooth === null && zoom === null) return null
  return parseCurveView({
    axis: x,
    log: log === '1',
    smooth: smooth === null ? 0 : Number(smooth),
    zoom: zoom?.split('-').map(Number),
  })
}
