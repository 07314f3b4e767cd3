import { BINARY, type Constant, type ModelGraph, type ModelOp, type Value } from './model-graph.ts'
import { numberText } from './number-text.ts'
import { formula, type Written } from './pytorch-formulas.ts'

/** Values of a constant that are written out; longer ones lie in the file of tensors. */
export const MOST_WRITTEN = 16

/** What the script says of itself. */
export interface ScriptFacts {
  /** What it reloads: the run's name. */
  readonly title: string
  readonly version: string
  /** Files beside it. */
  readonly weights: string
  /** Null: none, so nothing is checked. */
  readonly vectors: string | null
  readonly tolerance: number
}

/** Longest line that an expression is written into another for. */
const WIDE = 64

/**
 * A PyTorch script that reloads the weights, makes logits as the model does, and holds them against the vectors where
 * there are any.
 */
export function pytorchScript(graph: ModelGraph, facts: ScriptFacts): string {
  const parameters = graph.inputs.map(({ name }) => pythonName(name))
  return `${[
    ...opening(facts),
    '',
    '',
    `def logits(w, ${parameters.join(', ')}):`,
    `    """[rows, tasks]: logits of each task's probability. w: the tensors of ${facts.weights}."""`,
    ...body(graph).map((line) => `    ${line}`),
    '',
    '',
    'if __name__ == "__main__":',
    ...main(graph, facts).map((line) => `    ${line}`),
  ].join('\n')}\n`
}

function main({ inputs }: ModelGraph, { weights, vectors, tolerance }: ScriptFacts): readonly string[] {
  if (vectors === null) {
    const shapes = 'f"{len(w)} tensors, {sum(t.numel() for t in w.values())} values"'
    return [`w = load("${weights}")`, `print(${shapes})`]
  }
  const read = inputs.map(({ name }) => `v["${name}"]`)
  return [
    `w, v = load("${weights}"), load("${vectors}")`,
    'with torch.no_grad():',
    `    made = logits(w, ${read.join(', ')})`,
    'worst = (made - v["logits"]).abs().max().item()',
    'print(f"{len(made)} rows, largest difference {worst:.2e}")',
    `sys.exit(0 if worst <= ${tolerance} else 1)`,
  ]
}

function opening({ title, version, weights, vectors, tolerance }: ScriptFacts): readonly string[] {
  const does =
    vectors === null
      ? 'makes logits as the run did; no rows came with it'
      : `reproduces the run's logits within ${tolerance}`
  return [
    `# ${commented(title)}`,
    `# Written by Soundcheck ${version}. Reloads ${weights} and ${does}.`,
    '# Needs Python 3.8 and torch 1.10 or newer; run it beside the files that came with it.',
    '# To train on: for t in w.values(): t.requires_grad_(t.is_floating_point()), then call logits.',
    'import json',
    'import pathlib',
    'import struct',
    ...(vectors === null ? [] : ['import sys']),
    '',
    'import torch',
    '',
    '',
    'def load(name):',
    '    """Tensors of a safetensors file by name; whole numbers as int64."""',
    '    raw = (pathlib.Path(__file__).parent / name).read_bytes()',
    '    start = 8 + struct.unpack("<Q", raw[:8])[0]',
    '    tensors = {}',
    '    for key, entry in json.loads(raw[8:start]).items():',
    '        if key != "__metadata__":',
    '            first, last = entry["data_offsets"]',
    '            dtype = {"F32": torch.float32, "I32": torch.int32}[entry["dtype"]]',
    '            flat = torch.frombuffer(bytearray(raw[start + first : start + last]), dtype=dtype)',
    '            tensors[key] = flat.reshape(entry["shape"])',
    '    return {key: t if t.is_floating_point() else t.long() for key, t in tensors.items()}',
  ]
}

/** No name of a person ends the comment. */
const commented = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')

/** `sceneIds` as `scene_ids`. */
const pythonName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

function body(graph: ModelGraph): readonly string[] {
  const values = valuesOf(graph)
  const uses = usesOf(graph)
  const written = leavesOf(graph)
  const [first] = graph.inputs
  if (first === undefined) throw new Error('a model reads something')
  const lines = [`rows = ${pythonName(first.name)}.shape[0]`]
  let part: string | null = null
  let count = 0
  for (const op of graph.ops) {
    const read = op.inputs.map((name) => values.get(name) as Value)
    const texts = op.inputs.map((name) =>
      asTensor(written.get(name) as Written, values.get(name) as Value, op),
    )
    const expression = formula(op, texts, read)
    const [output] = op.outputs
    const isRead = op.outputs.length === 1 && output !== undefined && uses.get(output.name) === 1
    if (isRead && output.name !== graph.output && expression.text.length <= WIDE) {
      written.set(output.name, expression)
      continue
    }
    const module = moduleWithin(expression.text)
    if (module !== null && module !== part) lines.push(`# ${module}`)
    part = module ?? part
    const names = op.outputs.map(() => `t${count++}`)
    lines.push(`${names.join(', ')} = ${expression.text}`)
    for (const [i, { name }] of op.outputs.entries())
      written.set(name, { text: names[i] as string, binds: 'call' })
  }
  return [...lines, `return ${written.get(graph.output)?.text}`]
}

/** What is known of every tensor, by its name. */
const valuesOf = ({ inputs, weights, constants, ops }: ModelGraph): ReadonlyMap<string, Value> =>
  new Map(
    [...inputs, ...weights, ...constants, ...ops.flatMap(({ outputs }) => outputs)].map((value) => [
      value.name,
      value,
    ]),
  )

function usesOf({ ops, output }: ModelGraph): ReadonlyMap<string, number> {
  const uses = new Map<string, number>()
  for (const name of [...ops.flatMap(({ inputs }) => inputs), output])
    uses.set(name, (uses.get(name) ?? 0) + 1)
  return uses
}

/** How what no operation makes is read. */
function leavesOf({ inputs, weights, constants }: ModelGraph): Map<string, Written> {
  const call = (text: string): Written => ({ text, binds: 'call' })
  return new Map([
    ...inputs.map(({ name }) => [name, call(pythonName(name))] as const),
    ...weights.map(({ name }) => [name, call(stored(name))] as const),
    ...constants.map((constant) => [constant.name, constantText(constant)] as const),
  ])
}

const stored = (name: string): string => `w[${JSON.stringify(name)}]`

/** The module of the first weight that an expression reads. */
const moduleWithin = (text: string): string | null => /w\["([^"/]+)\//.exec(text)?.[1] ?? null

/** Between two tensors a number is a tensor; elsewhere it is made one. */
function asTensor(written: Written, { shape, name }: Value, { op }: ModelOp): Written {
  const isNumber = shape.length === 0 && name.startsWith('constant/')
  if (!isNumber || (BINARY as readonly string[]).includes(op)) return written
  return { text: `torch.tensor(${written.text})`, binds: 'call' }
}

function constantText({ name, shape, dtype, values }: Constant): Written {
  if (values.length > MOST_WRITTEN) return { text: stored(name), binds: 'call' }
  const numbers = Array.from(values, (value) => numberText(value, dtype))
  const text = nested(numbers, shape as readonly number[])
  if (shape.length === 0) return { text, binds: (values[0] as number) < 0 ? 'sum' : 'call' }
  return { text: `torch.tensor(${text})`, binds: 'call' }
}

/** `[[1, 0], [0, 1]]` for a shape of [2, 2]. */
function nested(numbers: readonly string[], [size, ...rest]: readonly number[]): string {
  if (size === undefined) return numbers[0] as string
  const width = numbers.length / Math.max(1, size)
  const parts = Array.from({ length: size }, (_, i) =>
    nested(numbers.slice(i * width, (i + 1) * width), rest),
  )
  return `[${parts.join(', ')}]`
}
