import { clusterMarker, groupColor, HUES, type Marker } from '../../../charts/palette.ts'

/** Colour of a column's level, by its place; beyond eight hues repeat and the marker changes. */
export const levelColor = (level: number): string => groupColor(level % HUES)
export const levelMarker = (level: number): Marker => clusterMarker(level)
