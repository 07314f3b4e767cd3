import { LineSwatch } from './LineSwatch.tsx'

interface GroupNameProps {
  readonly name: string
  readonly style: number
}

/** A group's line and name, as every table and legend shows it. */
export function GroupName({ name, style }: GroupNameProps) {
  return (
    <span className="sc-name">
      <LineSwatch style={style} />
      <span style={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>{name}</span>
    </span>
  )
}
