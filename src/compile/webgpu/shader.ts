import { type Fused, type Launch, type Loop, type Section, splatOf, type Task } from '../fuse.ts'
import { type Graph, type Op, type Operand, sizeOf } from '../graph.ts'
import {
  elementOf,
  FUNCTIONS,
  fourRows,
  type Part,
  partOf,
  productSizes,
  type Read,
  scaled,
} from './elements.ts'
import { float, type Writer, writer } from './writer.ts'

const MOST_GROUPS = 4096
/** Products of fewer columns are done row by row. */
const LEAST_COLUMNS = 8

/** Where the values of one graph lie. */
export interface Places {
  /** WGSL of an element of a buffer or leaf; null where nothing is stored. */
  readonly load: (operand: Operand, index: string) => string | null
  readonly store: (operand: Operand, index: string, value: string) => string | null
  readonly partial: (buffer: number, index: string) => string
  /** First element of the integers that a table's gradient is summed in; the last one counts what did not fit. */
  readonly sums: (buffer: number) => number
}
export interface Tiles {
  readonly batch: number
  /** Rows that a workgroup takes, a multiple of four, and invocations that it has. Neither changes any value. */
  readonly rows: number
  readonly lanes: number
}
export interface Shader {
  readonly code: string
  readonly workgroups: number
}

/** Some hundred workgroups where the batch allows; few invocations where a processor has to play them all. */
export const tilesOf = (batch: number, isSoftware: boolean): Tiles => ({
  batch,
  rows: isSoftware ? 32 : Math.max(4, Math.min(32, 4 * Math.ceil(batch / 512))),
  lanes: isSoftware ? 32 : 256,
})

/** Scale of the integers that gradients of a table are summed in; `limit` bounds each of the `count` summands, so that no sum can wrap. */
export function fixedPoint(count: number): {
  readonly high: number
  readonly low: number
  readonly limit: number
} {
  const bits = Math.ceil(Math.log2(Math.max(1, count)))
  return { high: 2 ** 21, low: 2 ** Math.max(1, Math.min(16, 30 - bits)), limit: 2 ** (10 - bits) }
}

export function shaderOf(launch: Launch, graph: Graph, fused: Fused, tiles: Tiles, places: Places): Shader {
  const w = writer()
  let first = 0
  for (const section of launch) {
    for (const { count, body } of partsOf(section, tiles, text(graph, fused, tiles, places, w))) {
      const from = first
      w.block(first === 0 ? `if (group < ${count}u)` : `else if (group < ${first + count}u)`, () =>
        body(from === 0 ? 'group' : `(group - ${from}u)`),
      )
      first += count
    }
  }
  return { code: kernel(w.text(), tiles.lanes), workgroups: first }
}

/** A compute shader of one workgroup size; `group` and `lane` say who runs it. */
export const kernel = (body: string, lanes: number): string => `${FUNCTIONS}
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) id : vec3<u32>, @builtin(local_invocation_index) lane : u32) {
  let group = id.x;
${body}
}
`

interface Range {
  /** Where counting starts and ends, for elements done one by one. */
  readonly from: string
  readonly to: string
}
type Body = (group: string) => void
interface Text {
  readonly w: Writer
  /** Does elements of a loop, those of `range`. */
  readonly loop: (loop: Loop, range: Range) => void
  /** Does all tasks of a loop that is spread over workgroups. */
  readonly wide: (tasks: readonly Task[], size: number) => { readonly count: number; readonly body: Body }
}

function partsOf(
  section: Section,
  tiles: Tiles,
  text: Text,
): { readonly count: number; readonly body: Body }[] {
  const { w } = text
  if (section.team === 'wide') {
    return section.levels.flat().flatMap(({ size, tasks }) => {
      const alone = tasks.filter(({ kind }) => kind === 'partial' || kind === 'scatter')
      const together = tasks.filter((task) => !alone.includes(task))
      return [...alone.map((task) => [task]), ...(together.length === 0 ? [] : [together])].map((some) =>
        text.wide(some, size),
      )
    })
  }
  const body: Body = (group) => {
    for (const [i, level] of section.levels.entries()) {
      if (i > 0) w.line('storageBarrier();')
      for (const loop of level) {
        if (section.team === 'small') text.loop(loop, { from: '0u', to: `${loop.size}u` })
        else {
          const width = loop.size / tiles.batch
          const from = w.keep(`${group} * ${tiles.rows * width}u`)
          const to = w.keep(`min(${from} + ${tiles.rows * width}u, ${loop.size}u)`)
          text.loop(loop, { from, to })
        }
      }
    }
  }
  return [{ count: section.team === 'small' ? 1 : Math.ceil(tiles.batch / tiles.rows), body }]
}

function text(graph: Graph, fused: Fused, tiles: Tiles, places: Places, w: Writer): Text {
  const splats = new Map<number, number>()
  for (const [buffer, leaf] of graph.leaves) {
    const value = splatOf(leaf)
    if (value !== null) splats.set(buffer, value)
  }
  const reader =
    (locals: ReadonlyMap<number, string>, here: string, size: number): Read =>
    (operand, index) => {
      const local = locals.get(operand.buffer)
      const isHere = sizeOf(operand.shape) === size && (index === here || size === 1)
      if (local !== undefined && isHere) return local
      const splat = splats.get(operand.buffer)
      if (splat !== undefined) return operand.dtype === 'int32' ? `${splat}i` : float(splat)
      const through = fused.virtual.get(operand.buffer)
      if (through !== undefined) {
        const output = through.op.outputs[through.output] as Operand
        return elementOf(through.op, output, index, reader(locals, here, size), w)
      }
      const value = places.load(operand, index)
      if (value === null) throw new Error(`${operand.buffer} is read and nowhere stored`)
      return value
    }

  /** Values of all tasks at element `index`; those of `ready` are known. */
  function element(
    tasks: readonly Task[],
    size: number,
    index: string,
    ready: ReadonlyMap<Task, string>,
  ): void {
    const locals = new Map<number, string>()
    const read = reader(locals, index, size)
    for (const task of tasks) {
      const { output } = task
      const value = w.keep(ready.get(task) ?? resultOf(task, index, read))
      locals.set(output.buffer, value)
      const stored = places.store(output, index, value)
      if (stored !== null) w.line(`${stored};`)
    }
  }

  function resultOf(task: Task, index: string, read: Read): string {
    switch (task.kind) {
      case 'op':
        return elementOf(task.op, task.output, index, read, w)
      case 'combine': {
        const sum = w.name('s')
        const size = sizeOf(task.output.shape)
        w.line(`var ${sum} = 0f;`)
        w.each(task.groups, (group) => {
          w.line(`${sum} += ${places.partial(task.output.buffer, `${group} * ${size}u + ${index}`)};`)
        })
        return scaled(task.op, sum)
      }
      case 'convert': {
        const { high, low } = fixedPoint(sizeOf(task.op.inputs[1]?.shape ?? []))
        const at = places.sums(task.output.buffer)
        const isLost = `atomicLoad(&sums[${at + 2 * sizeOf(task.output.shape)}u]) != 0`
        const sum = (offset: number): string =>
          w.keep(`f32(atomicExchange(&sums[${index} * 2u + ${at + offset}u], 0))`)
        return `select(${sum(0)} * ${float(1 / high)} + ${sum(1)} * ${float(1 / high / low)}, step.nan, ${isLost})`
      }
      default:
        throw new Error(`${task.kind} has no value`)
    }
  }

  /** The column count for which four rows of all products of a loop can be done together; null where they cannot. */
  function columnsOf(tasks: readonly Task[]): number | null {
    const products = tasks.flatMap((task) =>
      task.kind === 'op' && task.op.kernel === 'BatchMatMul' ? [productSizes(task.op)] : [],
    )
    const [one] = products
    if (one === undefined || one.n < LEAST_COLUMNS) return null
    return products.every(({ n, isOne }) => isOne && n === one.n) ? one.n : null
  }

  /** Elements (row + 0 … 3, column) of a loop with products. */
  function four({ tasks, size }: Loop, row: string, column: string, columns: number, to: string): void {
    const sums = new Map<Task, string>()
    for (const task of tasks) {
      if (task.kind !== 'op' || task.op.kernel !== 'BatchMatMul') continue
      sums.set(task, fourRows(task.op, row, column, null, reader(new Map(), '', 0), w))
    }
    const q = w.name('j')
    w.block(`for (var ${q} = 0u; ${q} < 4u; ${q}++)`, () => {
      const index = w.keep(`(${row} + ${q}) * ${columns}u + ${column}`)
      w.line(`if (${index} >= ${to}) { break; }`)
      element(tasks, size, index, new Map([...sums].map(([task, sum]) => [task, `${sum}[${q}]`])))
    })
  }

  function loop(one: Loop, { from, to }: Range): void {
    const columns = columnsOf(one.tasks)
    const t = w.name('i')
    if (columns === null) {
      w.block(`for (var ${t} = ${from} + lane; ${t} < ${to}; ${t} += ${tiles.lanes}u)`, () =>
        element(one.tasks, one.size, t, new Map()),
      )
      return
    }
    const count = `(${to} - ${from} + ${4 * columns - 1}u) / ${4 * columns}u * ${columns}u`
    const end = w.keep(count)
    w.block(`for (var ${t} = lane; ${t} < ${end}; ${t} += ${tiles.lanes}u)`, () => {
      const row = w.keep(`${from} / ${columns}u + ${t} / ${columns}u * 4u`)
      four(one, row, w.keep(`${t} % ${columns}u`), columns, to)
    })
  }

  /** A loop over workgroups: each takes a run of elements. */
  function spread(count: number, each: (index: string) => void): { count: number; body: Body } {
    const groups = Math.max(1, Math.min(MOST_GROUPS, Math.ceil(count / tiles.lanes)))
    const run = tiles.lanes * Math.ceil(count / groups / tiles.lanes)
    return {
      count: groups,
      body: (group) => {
        const t = w.name('i')
        const to = w.keep(`min(${group} * ${run}u + ${run}u, ${count}u)`)
        w.block(`for (var ${t} = ${group} * ${run}u + lane; ${t} < ${to}; ${t} += ${tiles.lanes}u)`, () =>
          each(t),
        )
      },
    }
  }

  function wide(tasks: readonly Task[], size: number): { count: number; body: Body } {
    const [task] = tasks as readonly [Task]
    if (task.kind === 'partial') return partial(task)
    if (task.kind === 'scatter') return spread(size, (index) => scatter(task.op, task.output, index))
    const columns = columnsOf(tasks)
    if (columns === null) return spread(size, (index) => element(tasks, size, index, new Map()))
    return spread(Math.ceil(size / columns / 4) * columns, (index) => {
      const row = w.keep(`${index} / ${columns}u * 4u`)
      four({ tasks, size }, row, w.keep(`${index} % ${columns}u`), columns, `${size}u`)
    })
  }

  function partial(task: Task & { readonly kind: 'partial' | 'combine' }): { count: number; body: Body } {
    const { op, output, axis, groups } = task
    const size = sizeOf(output.shape)
    const read = reader(new Map(), '', 0)
    const all = op.inputs[0]?.shape[axis] as number
    const each = Math.ceil(tiles.batch / groups) * (all / tiles.batch)
    const part = (group: string): Part => {
      const from = w.keep(`${group} * ${each}u`)
      return { axis, from, to: w.keep(`min(${from} + ${each}u, ${all}u)`) }
    }
    const put = (group: string, index: string, value: string): void =>
      w.line(`${places.partial(output.buffer, `${group} * ${size}u + ${index}`)} = ${value};`)
    const product = op.kernel === 'BatchMatMul' ? productSizes(op) : null
    if (product !== null && product.m % 4 === 0) {
      const { n } = product
      return spread((groups * size) / 4, (t) => {
        const group = w.keep(`${t} / ${size / 4}u`)
        const row = w.keep(`${t} % ${size / 4}u / ${n}u * 4u`)
        const column = w.keep(`${t} % ${n}u`)
        const sum = fourRows(op, row, column, part(group), read, w)
        for (const q of [0, 1, 2, 3]) put(group, `(${row} + ${q}u) * ${n}u + ${column}`, `${sum}[${q}]`)
      })
    }
    return spread(groups * size, (t) => {
      const group = w.keep(`${t} / ${size}u`)
      const index = w.keep(`${t} % ${size}u`)
      put(group, index, partOf(op, output, index, part(group), read, w))
    })
  }

  function scatter(op: Op, output: Operand, index: string): void {
    const [dy, ids] = op.inputs as readonly [Operand, Operand]
    const rows = Number(op.attributes.rows)
    const width = sizeOf(output.shape) / rows
    const { high, low, limit } = fixedPoint(sizeOf(ids.shape))
    const read = reader(new Map(), '', 0)
    const at = places.sums(output.buffer)
    const id = w.keep(`u32(${read(ids, w.keep(`${index} / ${width}u`))})`)
    const value = w.keep(`${read(dy, index)} * ${float(high)}`)
    const whole = w.keep(`floor(${value})`)
    const place = w.keep(`(${id} * ${width}u + ${index} % ${width}u) * 2u + ${at}u`)
    w.block(`if (!(abs(${value}) <= ${float(limit * high)}))`, () =>
      w.line(`atomicStore(&sums[${at + 2 * sizeOf(output.shape)}u], 1);`),
    )
    w.block(`else if (${id} < ${rows}u)`, () => {
      w.line(`atomicAdd(&sums[${place}], i32(${whole}));`)
      w.line(`atomicAdd(&sums[${place} + 1u], i32(round((${value} - ${whole}) * ${float(low)})));`)
    })
  }
  return { w, loop, wide }
}
