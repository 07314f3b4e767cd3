import { metricText } from './format.ts'
import { type StackedLayer, stackedLayers } from './stacked.ts'
import { TrainingFrame } from './TrainingFrame.tsx'
import { axisOf } from './ticks.ts'

export interface StackedSeries {
  readonly key: string
  readonly name: string
  readonly color: string
  /** At each x; null where there is none. Values below 0 stack downwards. */
  readonly values: readonly (number | null)[]
}
interface StackedAreasProps {
  readonly xs: readonly number[]
  readonly series: readonly StackedSeries[]
  readonly xMax: number
  readonly xName: string
  readonly label: string
  readonly height: number
  /** The series that is drawn full; the others fade. Null: all alike. */
  readonly isolated: string | null
}

/** Parts that add up, over training: those above 0 upwards in their order, those below it downwards. */
export function StackedAreas({ xs, series, xMax, xName, label, height, isolated }: StackedAreasProps) {
  const layers = stackedLayers(series.map(({ values }) => values))
  const axis = axisOf(
    [0, ...layers.flatMap((layer) => layer.flatMap((one) => (one === null ? [] : [...one])))],
    4,
    1e-9,
  )
  const text = (tick: number): string => metricText(tick, axis.digits)
  return (
    <TrainingFrame {...{ axis, xMax, xName, label, height, text }}>
      {({ left, right, px, py }) => (
        <>
          {series.map(({ key, name, color }, index) => (
            <g key={key} opacity={isolated === null || isolated === key ? 1 : 0.15}>
              <title>{name}</title>
              {pathsOf(layers[index] ?? [], xs, px, py).map((path) => (
                <path key={path} d={path} fill={color} fillOpacity={0.55} stroke={color} strokeWidth={1} />
              ))}
            </g>
          ))}
          <line x1={left} x2={right} y1={py(0)} y2={py(0)} stroke="var(--sc-axis)" />
        </>
      )}
    </TrainingFrame>
  )
}

/** One closed path for each stretch without a gap; a point alone is a short bar. */
function pathsOf(
  layer: StackedLayer,
  xs: readonly number[],
  px: (x: number) => number,
  py: (y: number) => number,
): readonly string[] {
  const stretches: number[][] = []
  for (const [i, one] of layer.entries()) {
    if (one === null) continue
    const last = stretches.at(-1)
    if (last !== undefined && last.at(-1) === i - 1) last.push(i)
    else stretches.push([i])
  }
  return stretches.map((stretch) => {
    const at = stretch.map((i) => ({ x: px(xs[i] ?? 0), edges: layer[i] ?? ([0, 0] as const) }))
    const wide =
      at.length > 1
        ? at
        : at.flatMap((one) => [
            { ...one, x: one.x - 2 },
            { ...one, x: one.x + 2 },
          ])
    const up = wide.map(({ x, edges }) => `${x.toFixed(1)},${py(edges[1]).toFixed(1)}`)
    const down = wide.map(({ x, edges }) => `${x.toFixed(1)},${py(edges[0]).toFixed(1)}`).reverse()
    return `M${[...up, ...down].join('L')}Z`
  })
}
