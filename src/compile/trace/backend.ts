import * as tf from '@tensorflow/tfjs'
import type { Graph, Info, Leaf, Op, Operand } from '../graph.ts'
import { NoRule, RULES, viewShape } from './rules.ts'

interface Buffer {
  readonly id: number
  references: number
}

const NAME = 'trace'

/** A tfjs backend that computes shapes and writes down what is asked of it. Values are those of leaves alone. */
class TraceBackend extends tf.KernelBackend {
  readonly buffers = new Map<object, Buffer>()
  readonly leaves = new Map<number, Leaf>()
  ops: Op[] = []
  #count = 0

  create(): object {
    const dataId = {}
    this.buffers.set(dataId, { id: this.#count++, references: 1 })
    return dataId
  }

  idOf(dataId: object): number {
    const buffer = this.buffers.get(dataId)
    if (buffer === undefined) throw new Error('a tensor of another backend was used in a traced step')
    return buffer.id
  }

  override write(values: tf.backend_util.BackendValues, _shape: number[], dtype: tf.DataType): object {
    if (values === null) throw new Error('a traced tensor has no values')
    const dataId = this.create()
    const copy =
      dtype === 'int32'
        ? Int32Array.from(values as ArrayLike<number>)
        : Float32Array.from(values as ArrayLike<number>)
    this.leaves.set(this.idOf(dataId), { kind: 'constant', values: copy })
    return dataId
  }

  override move(): void {
    throw new NoRule('a tensor of another backend')
  }
  override readSync(): never {
    throw new NoRule('reading values within a step')
  }
  override read(): never {
    throw new NoRule('reading values within a step')
  }
  override refCount(dataId: object): number {
    return this.buffers.get(dataId)?.references ?? 0
  }
  override incRef(dataId: object): void {
    const buffer = this.buffers.get(dataId)
    if (buffer !== undefined) buffer.references++
  }
  override disposeData(dataId: object, force = false): boolean {
    const buffer = this.buffers.get(dataId)
    if (buffer === undefined) return true
    buffer.references--
    if (!force && buffer.references > 0) return false
    this.buffers.delete(dataId)
    return true
  }
  override numDataIds(): number {
    return this.buffers.size
  }
  override memory(): { unreliable: boolean } {
    return { unreliable: true }
  }
  override floatPrecision(): 32 {
    return 32
  }
  override epsilon(): number {
    return 1e-7
  }
  override timerAvailable(): boolean {
    return false
  }
  override dispose(): void {}
}

type Listed = tf.NamedTensorInfoMap | readonly tf.TensorInfo[]
const KERNELS = [...Object.keys(RULES), 'Identity', 'Reshape', 'ExpandDims']
let isRegistered = false

function register(): void {
  if (isRegistered) return
  isRegistered = true
  tf.registerBackend(NAME, () => new TraceBackend(), 0)
  for (const kernelName of KERNELS) {
    tf.registerKernel({
      kernelName,
      backendName: NAME,
      kernelFunc: ({ inputs, attrs, backend }) =>
        record(
          kernelName,
          inputs as Listed,
          (attrs ?? {}) as Readonly<Record<string, unknown>>,
          backend as TraceBackend,
        ),
    })
  }
}

const infoOf = (tensor: tf.TensorInfo): Info => ({
  shape: [...tensor.shape],
  dtype: tensor.dtype === 'int32' ? 'int32' : 'float32',
})

function record(
  kernel: string,
  given: Listed,
  attributes: Readonly<Record<string, unknown>>,
  backend: TraceBackend,
): tf.TensorInfo | tf.TensorInfo[] {
  const inputs = Object.values(given).filter((input) => input !== undefined)
  const [first] = inputs
  if (first === undefined) throw new NoRule(kernel)
  const view = viewShape(kernel, infoOf(first), attributes)
  const isSameCast = kernel === 'Cast' && sameType(first.dtype, String(attributes.dtype))
  if (view !== null || isSameCast) {
    backend.incRef(first.dataId)
    const dtype = isSameCast ? (attributes.dtype as tf.DataType) : first.dtype
    return { dataId: first.dataId, shape: [...(view ?? first.shape)], dtype }
  }
  const rule = RULES[kernel]
  if (rule === undefined) throw new NoRule(kernel)
  const operands = inputs.map((input): Operand => ({ ...infoOf(input), buffer: backend.idOf(input.dataId) }))
  const outputs = rule(operands, attributes).map((info) => {
    const dataId = backend.create()
    return {
      info: { dataId, shape: [...info.shape], dtype: info.dtype },
      operand: { ...info, buffer: backend.idOf(dataId) },
    }
  })
  backend.ops.push({
    kernel,
    inputs: operands,
    attributes: plain(attributes),
    outputs: outputs.map(({ operand }) => operand),
  })
  const infos = outputs.map(({ info }) => info)
  return infos.length === 1 && kernel !== 'SplitV' && kernel !== 'Unpack'
    ? (infos[0] as tf.TensorInfo)
    : infos
}

/** Booleans are stored as floats, so that between them a cast is a view. */
const sameType = (from: string, to: string): boolean => (from === 'int32') === (to === 'int32')

const plain = (attributes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(attributes).filter(([, value]) => typeof value !== 'function' && value !== undefined),
  )

/** What a traced function may say. */
export interface Tracer {
  /** A tensor that gets its values anew for every step. */
  input<T extends tf.Tensor>(name: string, info: Info): T
  /** Names a variable, so that its values outlive a step; gives its initial values. */
  variable(name: string, variable: tf.Variable): Float32Array
  /** The graph of what `run` does; each of its results is an output by that name. */
  graph(run: () => ReadonlyMap<string, tf.Tensor>): Graph
  /**
   * The graph of `run`, and that of what `write` then assigns to the named variables: outputs `write/<variable>`; null
   * when it assigns none. What `write` reads of `run` is an output `keep/<n>` of the first and an input of the second.
   */
  graphs(
    run: () => ReadonlyMap<string, tf.Tensor>,
    write: () => void,
    variables: ReadonlyMap<string, tf.Variable>,
  ): { readonly graph: Graph; readonly writes: Graph | null }
}

/**
 * Runs `body` on the tracing backend and gives tfjs its own backend back, whatever happens. `body` must not wait: the
 * backend is global.
 */
export function tracing<T>(body: (tracer: Tracer) => T): T {
  register()
  const before = tf.getBackend()
  tf.removeBackend(NAME)
  tf.registerBackend(NAME, () => new TraceBackend(), 0)
  if (!setSync(NAME)) throw new Error('the tracing backend did not start')
  const backend = tf.backend() as TraceBackend
  const tracer: Tracer = {
    input(name, { shape, dtype }) {
      const size = shape.reduce((a, b) => a * b, 1)
      const values = dtype === 'int32' ? new Int32Array(size) : new Float32Array(size)
      const tensor = tf.tensor(values, [...shape], dtype)
      backend.leaves.set(backend.idOf(tensor.dataId), { kind: 'input', name })
      return tensor as never
    },
    variable(name, variable) {
      const id = backend.idOf(variable.dataId)
      const leaf = backend.leaves.get(id)
      if (leaf?.kind !== 'constant') throw new Error(`variable ${name} has no initial values`)
      backend.leaves.set(id, { kind: 'variable', name })
      return Float32Array.from(leaf.values)
    },
    graph: (run) => tracer.graphs(run, () => undefined, new Map()).graph,
    graphs(run, write, variables) {
      const operandOf = (tensor: tf.Tensor): Operand => ({
        ...infoOf(tensor),
        buffer: backend.idOf(tensor.dataId),
      })
      const named = new Map([...variables].map(([name, variable]) => [name, backend.idOf(variable.dataId)]))
      const leaves = (): Map<number, Leaf> => new Map(backend.leaves)
      let parts: { graph: Graph; writes: Graph | null } | null = null
      tf.tidy(() => {
        backend.ops = []
        const outputs = new Map([...run()].map(([name, tensor]) => [name, operandOf(tensor)]))
        const graph: Graph = { leaves: leaves(), ops: backend.ops, outputs }
        backend.ops = []
        write()
        const written = new Map(
          [...variables]
            .filter(([name, variable]) => backend.idOf(variable.dataId) !== named.get(name))
            .map(([name, variable]) => [`write/${name}`, operandOf(variable)]),
        )
        const writes: Graph = { leaves: leaves(), ops: backend.ops, outputs: written }
        backend.ops = []
        parts = written.size === 0 ? { graph, writes: null } : handedOn(graph, writes)
        for (const [name, variable] of variables) {
          backend.leaves.set(backend.idOf(variable.dataId), { kind: 'variable', name })
        }
      })
      return parts as unknown as { graph: Graph; writes: Graph | null }
    },
  }
  try {
    return body(tracer)
  } catch (error) {
    throw asNoRule(error)
  } finally {
    setSync(before)
  }
}

/** What the second graph reads of the first, as outputs of the one and inputs of the other. */
function handedOn(graph: Graph, writes: Graph): { graph: Graph; writes: Graph } {
  const made = new Map(
    graph.ops.flatMap(({ outputs }) => outputs).map((operand) => [operand.buffer, operand]),
  )
  const outputs = new Map(graph.outputs)
  const leaves = new Map(writes.leaves)
  const read = [...writes.ops.flatMap(({ inputs }) => inputs), ...writes.outputs.values()]
  for (const { buffer } of read) {
    const operand = made.get(buffer)
    if (operand === undefined || leaves.has(buffer)) continue
    const name = `keep/${outputs.size - graph.outputs.size}`
    outputs.set(name, operand)
    leaves.set(buffer, { kind: 'input', name })
  }
  return { graph: { ...graph, outputs }, writes: { ...writes, leaves } }
}

/** tfjs says in words that a kernel has no form on a backend. */
function asNoRule(error: unknown): unknown {
  const kernel =
    error instanceof Error ? /[Kk]ernel '?(\w+)'? not registered/.exec(error.message)?.[1] : undefined
  return kernel === undefined ? error : new NoRule(kernel)
}

/** All our backends start without waiting once they have started before. */
function setSync(name: string): boolean {
  void tf.setBackend(name)
  return tf.getBackend() === name
}
