import { type PointerEvent, useState } from 'react'
import { isWithin, type Spot } from './lasso.ts'
import { type MapScene, type Placer, ringOf, seat } from './scatter-draw.ts'

interface LassoProps {
  readonly scene: MapScene
  readonly place: Placer
  onChoose(points: readonly number[], centers: readonly string[]): void
}

/** What a pointer may move and still have clicked, in pixels. */
const STILL = 4

/** A line drawn by hand over a map: what it holds is chosen; a click chooses the ring under it. Keys have buttons instead. */
export function Lasso({ scene, place, onChoose }: LassoProps) {
  const [line, setLine] = useState<readonly Spot[]>([])
  const spotOf = ({ nativeEvent: { offsetX, offsetY } }: PointerEvent): Spot => [offsetX, offsetY]
  const end = () => {
    const [first] = line
    setLine([])
    if (first === undefined) return
    if (line.every(([x, y]) => Math.hypot(x - first[0], y - first[1]) <= STILL)) {
      const rings = scene.centers.map((center) => ({ center, at: place(center.x, center.y) }))
      const under = rings.filter(
        ({ center, at: [x, y] }) => Math.hypot(x - first[0], y - first[1]) <= ringOf(center),
      )
      const [ring] = under.sort((a, b) => ringOf(a.center) - ringOf(b.center))
      if (ring !== undefined) onChoose([], [ring.center.key])
      return
    }
    const held = [...scene.points.keys()].filter((index) => {
      const point = scene.points[index]
      return point !== undefined && isWithin(line, seat(point, place))
    })
    if (held.length > 0) onChoose(held, [])
  }
  return (
    <svg
      aria-hidden="true"
      data-testid="lasso"
      style={{
        position: 'absolute',
        inset: 0,
        width: '100%',
        height: '100%',
        cursor: 'crosshair',
        touchAction: 'none',
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setLine([spotOf(event)])
      }}
      onPointerMove={(event) => {
        if (line.length > 0) setLine([...line, spotOf(event)])
      }}
      onPointerUp={end}
      onPointerCancel={() => setLine([])}
    >
      <polygon
        points={line.map((spot) => spot.join(',')).join(' ')}
        fill="var(--sc-ink)"
        fillOpacity={0.08}
        stroke="var(--sc-ink)"
        strokeDasharray="4 3"
        pointerEvents="none"
      />
    </svg>
  )
}
