/** Statements of a shader, with names of their own. */
export interface Writer {
  line(text: string): void
  /** Names a value. */
  keep(expression: string): string
  /** A fresh name. */
  name(prefix: string): string
  /** Statements within braces after `head`. */
  block(head: string, body: () => void): void
  /** Statements for every index from 0 on; a loop of one is none, which compiles sooner. */
  each(count: number, body: (index: string) => void): void
  readonly text: () => string
}

export function writer(): Writer {
  const lines: string[] = []
  let names = 0
  let depth = 1
  const line = (text: string): void => {
    lines.push('  '.repeat(depth) + text)
  }
  const name = (prefix: string): string => `${prefix}${names++}`
  function block(head: string, body: () => void): void {
    line(`${head} {`)
    depth++
    body()
    depth--
    line('}')
  }
  return {
    line,
    name,
    block,
    keep(expression) {
      if (/^\w+$/.test(expression)) return expression
      const kept = name('k')
      line(`let ${kept} = ${expression};`)
      return kept
    },
    each(count, body) {
      if (count === 1) {
        body('0u')
        return
      }
      const j = name('j')
      block(`for (var ${j} = 0u; ${j} < ${count}u; ${j}++)`, () => body(j))
    },
    text: () => lines.join('\n'),
  }
}

/** A float as WGSL writes it. */
export function float(value: number): string {
  const text = `${value}f`
  return value < 0 || Object.is(value, -0) ? `(${text})` : text
}

/** The element of an operand of `shape` that an element `index` of a result of shape `under` reads. */
export function broadcastIndex(shape: readonly number[], under: readonly number[], index: string): string {
  const dims: { size: number; step: number; out: number }[] = []
  let [step, out] = [1, 1]
  for (let i = 1; i <= under.length; i++) {
    const all = under[under.length - i] as number
    const own = shape[shape.length - i] ?? 1
    if (all !== 1) {
      const next = { size: all, step: own === 1 ? 0 : step, out }
      const last = dims.at(-1)
      const isRun =
        last !== undefined && (next.step === last.step * last.size || (next.step === 0 && last.step === 0))
      if (isRun && (next.step !== 0) === (last.step !== 0)) last.size *= all
      else dims.push(next)
    }
    step *= own
    out *= all
  }
  const terms = dims.flatMap(({ size, step, out: outer }) => {
    if (step === 0) return []
    const quotient = outer === 1 ? index : `(${index} / ${outer}u)`
    const digit = size * outer === out ? quotient : `(${quotient} % ${size}u)`
    return [step === 1 ? digit : `${digit} * ${step}u`]
  })
  return terms.length === 0 ? '0u' : terms.join(' + ')
}
