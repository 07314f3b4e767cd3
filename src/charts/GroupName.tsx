import { LineSwatch } from './LineSwatch.tsx'

interface GroupNameProps {
  readonly name: string
  readonly style: number
}

/** A group's line and name, as every table and legend shows it. */
export function GroupName({ name, style }: GroupNameProps) {
  return (
    <span className="sc-name" title={name}>
      <LineSwatch style={style} />
      <span className="sc-name-text">{unbroken(name)}</span>
    </span>
  )
}

/** A sign stays with what it stands before. */
const unbroken = (name: string): string => name.replace(/([−+]) /g, '$1\u00a0')
