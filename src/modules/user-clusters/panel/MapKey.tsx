import { ActivityKey } from './ActivityKey.tsx'
import { levelColor } from './levels.ts'
import type { Coloring } from './map-scene.ts'

/** What the colours of a map mean, where rings do not say it. */
export function MapKey({ coloring }: { readonly coloring: Coloring }) {
  switch (coloring.by) {
    case 'cluster':
    case 'activity':
      return <ActivityKey />
    case 'column':
      return (
        <span className="sc-name sc-sub" style={{ gap: 10, flexWrap: 'wrap' }}>
          {coloring.levels.names.map((name, level) => (
            <span key={name} className="sc-name" style={{ gap: 4 }}>
              <span className="sc-swatch" style={{ background: levelColor(level) }} />
              {name}
            </span>
          ))}
        </span>
      )
    default:
      return coloring satisfies never
  }
}
