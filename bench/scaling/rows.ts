import type { EncodedDataset, Field } from '../../src/core/data/encoded.ts'
import { stream } from '../../src/core/rng.ts'

const USERS = 20_000
const ITEMS = 3_000
const SCENES = ['a', 'b', 'c']
const TASKS = [
  { id: 'first', requires: null },
  { id: 'later', requires: 'first' },
]

function fieldAt(index: number): Field {
  const field = (
    kind: Field['kind'],
    source: Field['source'],
    vocabSize: number,
    roles: Field['roles'] = [],
  ): Field => ({ name: `${kind}${index}`, kind, source, roles, vocabSize, labels: [] })
  if (index === 0) return field('user', 'user', USERS)
  if (index === 1) return field('item', 'item', ITEMS)
  if (index === 2) return field('scene', 'context', SCENES.length + 1)
  if (index < 5) return field('feature', 'user', 8, ['unbiased'])
  if (index === 5) return field('feature', 'context', 3, ['prior'])
  return field('feature', 'item', 50)
}

/** Rows that all modules can be trained on, with so many fields; ids with a long tail, labels that depend on some. */
export function rowsOf(rowCount: number, fieldCount: number): EncodedDataset {
  const draws = stream(1, `scaling/${rowCount}/${fieldCount}`)
  const fields = Array.from({ length: fieldCount }, (_, i) => fieldAt(i))
  const ids = new Int32Array(rowCount * fieldCount)
  const labels = new Float32Array(rowCount * TASKS.length)
  const sceneIds = new Int32Array(rowCount)
  for (let row = 0; row < rowCount; row++) {
    for (const [f, { vocabSize }] of fields.entries())
      ids[row * fieldCount + f] = 1 + Math.floor((vocabSize - 1) * draws.uniform() ** 3)
    sceneIds[row] = (ids[row * fieldCount + 2] as number) - 1
    const rate = 0.2 + 0.5 * (((ids[row * fieldCount + 1] as number) % 7) / 7)
    const first = Number(draws.uniform() < rate)
    labels.set([first, Number(first === 1 && draws.uniform() < rate)], row * TASKS.length)
  }
  const column = (f: number): Int32Array =>
    Int32Array.from({ length: rowCount }, (_, i) => ids[i * fieldCount + f] as number)
  const train = Uint32Array.from({ length: rowCount }, (_, i) => i)
  const none = new Uint32Array(0)
  return {
    rowCount,
    fields,
    ids,
    tasks: TASKS,
    labels,
    sceneIds,
    sceneNames: SCENES,
    users: column(0),
    userCount: USERS,
    items: column(1),
    itemCount: ITEMS,
    activity: new Int32Array(USERS),
    deciles: new Uint8Array(rowCount),
    truth: null,
    splits: { train, valid: none, test: none },
    behaviours: () => null,
    requests: () => ({ by: null, codes: new Int32Array(rowCount).fill(-1) }),
    watch: () => null,
    mapped: () => null,
    userNames: () => [],
    itemNames: () => [],
    quantiles: () => null,
    history: null,
    targets: null,
  }
}
