import type { ClusterName } from '../view/identity.ts'
import { appearanceOf, useClusterName } from './appearance.ts'

const SHAPES = {
  circle: <circle cx={6} cy={6} r={5} />,
  square: <rect x={1.5} y={1.5} width={9} height={9} />,
  triangle: <path d="M6 0.5 L11.5 10.5 L0.5 10.5 Z" />,
  diamond: <path d="M6 0 L11.5 6 L6 12 L0.5 6 Z" />,
} as const

/** A cluster's mark and name. */
export function ClusterTag({ name }: { readonly name: ClusterName }) {
  const nameOf = useClusterName()
  const { color, marker, isHatched } = appearanceOf(name)
  const isKnown = name.kind === 'known'
  return (
    <span className="sc-name" style={{ gap: 5, whiteSpace: 'nowrap' }}>
      {isHatched ? (
        <span className="sc-swatch sc-hatched" style={{ border: `1px solid ${color}` }} />
      ) : (
        <svg
          width={12}
          height={12}
          aria-hidden="true"
          fill={isKnown ? color : 'none'}
          stroke={isKnown ? 'none' : color}
          style={{ flex: 'none' }}
        >
          {SHAPES[marker]}
        </svg>
      )}
      {nameOf(name)}
    </span>
  )
}
