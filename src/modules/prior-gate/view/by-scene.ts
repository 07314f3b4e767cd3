import type { ObservedRows } from '../../../run/events.ts'
import { quantile, THIN_ROWS, type Weights } from '../view.ts'

/** A field's weights in one scene. */
export interface SceneWeights {
  readonly rows: number
  /** Quartiles. */
  readonly low: number
  readonly median: number
  readonly high: number
  readonly isThin: boolean
}
export interface FieldByScene {
  readonly field: string
  /** By scene; null where the scene has no row. */
  readonly scenes: readonly (SceneWeights | null)[]
  /** Largest median less the smallest, thin scenes left out. */
  readonly spread: number
}

/** Each field's weights in each scene, the field whose scenes differ most first. */
export function weightsByScene(
  { rows, fields, values }: Weights,
  { sceneIds, sceneNames }: Pick<ObservedRows, 'sceneIds' | 'sceneNames'>,
): readonly FieldByScene[] {
  const ofScene = sceneNames.map((_, scene) =>
    Array.from({ length: rows }, (__, row) => row).filter((row) => sceneIds[row] === scene),
  )
  const found = fields.map((field, column) => {
    const scenes = ofScene.map((own) =>
      quartiles(Float32Array.from(own, (row) => values[row * fields.length + column] ?? 0)),
    )
    const medians = scenes.flatMap((one) => (one === null || one.isThin ? [] : [one.median]))
    const spread = medians.length === 0 ? 0 : Math.max(...medians) - Math.min(...medians)
    return { field, scenes, spread }
  })
  return found.sort((a, b) => b.spread - a.spread)
}

function quartiles(values: Float32Array): SceneWeights | null {
  if (values.length === 0) return null
  const sorted = values.sort()
  const at = (q: number): number => quantile(sorted, q)
  return {
    rows: values.length,
    low: at(0.25),
    median: at(0.5),
    high: at(0.75),
    isThin: values.length < THIN_ROWS,
  }
}
