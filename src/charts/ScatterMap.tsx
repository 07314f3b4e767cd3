import { useComputedColorScheme } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { type MouseEvent, useCallback, useRef } from 'react'
import { Lasso } from './Lasso.tsx'
import { drawMap, type Extent, type MapScene, placer, seat } from './scatter-draw.ts'
import { usePainting } from './use-painting.ts'

interface ScatterMapProps {
  readonly scene: MapScene
  readonly extent: Extent
  readonly xName: string
  readonly yName: string
  readonly label: string
  readonly height: number
  /** A point was chosen with the pointer, by index. */
  onPick?(point: number): void
  /** Points that were drawn around, and keys of centres that were clicked; null: a click picks a point. */
  readonly onChoose: ((points: readonly number[], centers: readonly string[]) => void) | null
}

/** Farthest that a click may be from a point, in pixels. */
const REACH = 16

/** C4: points and rings on one canvas; the rings are mirrored in an off-screen list. */
export function ScatterMap(props: ScatterMapProps) {
  const { scene, extent, xName, yName, label, height, onPick, onChoose } = props
  const canvas = useRef<HTMLCanvasElement>(null)
  const { ref, width } = useElementSize()
  const scheme = useComputedColorScheme('light')
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of scheme changes what the colours resolve to
  const paint = useCallback(
    (own: HTMLCanvasElement) => {
      if (width > 0) drawMap(own, width, height, scene, extent)
    },
    [scene, extent, width, height, scheme],
  )
  usePainting(canvas, paint)
  const pick = ({ nativeEvent: { offsetX, offsetY } }: MouseEvent) => {
    const place = placer(extent, width, height)
    let [nearest, least] = [-1, REACH]
    for (const [i, point] of scene.points.entries()) {
      const [x, y] = seat(point, place)
      const distance = Math.hypot(x - offsetX, y - offsetY)
      if (distance < least) [nearest, least] = [i, distance]
    }
    if (nearest >= 0) onPick?.(nearest)
  }
  return (
    <div ref={ref} style={{ position: 'relative', height }}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={label}
        style={{ width: '100%', height, display: 'block' }}
        {...(onPick === undefined ? {} : { onClick: pick })}
      />
      {onChoose !== null && <Lasso scene={scene} place={placer(extent, width, height)} onChoose={onChoose} />}
      <span className="sc-axis-name" style={{ position: 'absolute', right: 2, bottom: 0 }}>
        {xName}
      </span>
      <span className="sc-axis-name" style={{ position: 'absolute', left: 2, top: 0 }}>
        {yName}
      </span>
      <ul className="sc-hidden">
        {scene.centers.map((center) => (
          <li key={center.key}>{center.text}</li>
        ))}
      </ul>
    </div>
  )
}
