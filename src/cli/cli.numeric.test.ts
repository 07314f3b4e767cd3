import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SAMPLE_SHA256 } from '../core/data/synth.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'soundcheck-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly events: readonly Readonly<Record<string, unknown>>[]
}
function soundcheck(...words: string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'src/cli/bin.mjs'), ...words], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 27,
  })
  const lines = stderr.split('\n').filter((line) => line.startsWith('{'))
  return { status, stdout, events: lines.map((line) => JSON.parse(line)) }
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const textsOf = (stdout: string): string[] =>
  JSON.parse(stdout).issues.map((issue: { readonly text: string }) => issue.text)

const HEADER = 'user,room,scene,genre,click\n'
const ROWS = Array.from(
  { length: 300 },
  (_, i) => `u${i % 20},r${i % 7},${i % 3 === 0 ? 'feed' : 'room'},g${i % 4},${(i * 7) % 5 < 2 ? 1 : 0}\n`,
).join('')
const EXPERIMENT = {
  version: 1,
  dataset: { kind: 'upload', id: '*' },
  schema: {
    user: 'user',
    item: 'room',
    scene: 'scene',
    tasks: [{ id: 'click', column: 'click' }],
    features: [{ column: 'genre', source: 'item' }],
  },
  split: { kind: 'random', valid: 0.2, test: 0.2 },
  modules: { 'scene-routing': {} },
  training: { batchSize: 64, epochs: 2 },
}

describe('soundcheck run', () => {
  const experiment = () => file('experiment.json', JSON.stringify(EXPERIMENT))
  const rows = () => file('rows.csv', HEADER + ROWS)

  it('tells the ranking of the run where it is asked to, and not otherwise', () => {
    const asked = JSON.parse(soundcheck('run', experiment(), '--data', rows(), '--ranking').stdout)
    const [slope] = asked.ranking.slopes
    const { slope: found } = slope.curves[0]
    expect(slope).toMatchObject({ task: 'click', rows: 60, rule: null, uplifts: [] })
    const pooled = asked.metrics.find(
      (line: { split: string; slice: string | null }) => line.split === 'test' && line.slice === null,
    )
    expect(found.auc).toBeCloseTo(pooled.auc, 6)
    expect(asked.ranking.fusion).toMatchObject({ kind: 'fusion', read: { by: 'user', rows: 60 } })
    expect(asked.ranking.sweep.points[0].axes).toEqual(asked.ranking.fusion.axes)
    expect(asked.ranking.search.trials.length).toBeGreaterThan(200)
    const plain = JSON.parse(soundcheck('run', experiment(), '--data', rows()).stdout)
    expect(Object.hasOwn(plain, 'ranking')).toBe(false)
    expect(plain.metrics).toEqual(asked.metrics)
  })

  it('trains, tells its events line by line and gives one JSON', () => {
    const { status, stdout, events } = soundcheck('run', experiment(), '--data', rows())
    expect(status).toBe(0)
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['started', 'metrics', 'tested', 'ended']),
    )
    const result = JSON.parse(stdout)
    expect(result).toMatchObject({
      version: 1,
      seed: 1,
      reason: 'finished',
      backend: { name: 'wasm' },
      rows: { train: 180, valid: 60, test: 60 },
    })
    expect(result.parameterCount).toBeGreaterThan(1000)
    expect(result.rowsPerSecond).toBeGreaterThan(0)
    for (const lines of [result.metrics, result.floor]) {
      const pooled = lines.find(
        (line: { split: string; task: string; slice: string | null }) =>
          line.split === 'test' && line.task === 'click' && line.slice === null,
      )
      expect(pooled.auc).toBeGreaterThanOrEqual(0)
      expect(pooled.auc).toBeLessThanOrEqual(1)
      expect(pooled).toMatchObject({ rows: 60 })
    }
  })

  it('gives the same result from a gzipped file, and writes it to --out', () => {
    const plain = JSON.parse(soundcheck('run', experiment(), '--data', rows(), '--seed', '4').stdout)
    const out = join(folder, 'result.json')
    const packed = file('rows.csv.gz', gzipSync(HEADER + ROWS))
    const { status, stdout } = soundcheck('run', experiment(), '--data', packed, '--seed', '4', '--out', out)
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ out, reason: 'finished' })
    const result = JSON.parse(readFileSync(out, 'utf8'))
    expect(result.metrics).toEqual(plain.metrics)
    expect(result.dataset.id).toBe(plain.dataset.id)
    expect(result.seed).toBe(4)
  })

  it.each([
    ['an experiment that is not there', () => ['run', join(folder, 'none.json')], 'none.json'],
    ['an experiment that is not JSON', () => ['run', file('broken.json', '{"a":')], 'JSON'],
    [
      'a setting out of range',
      () => {
        const wrong = { ...EXPERIMENT, training: { batchSize: 3 } }
        return ['run', file('wrong.json', JSON.stringify(wrong)), '--data', rows()]
      },
      '16',
    ],
    [
      'a label that the file lacks',
      () => ['run', experiment(), '--data', file('other.csv', 'user,room\nu1,r1\nu2,r2\n')],
      'click',
    ],
    ['an unknown backend', () => ['run', experiment(), '--backend', 'abacus'], 'abacus'],
    ['an unknown command', () => ['rehearse'], 'rehearse'],
  ])('exits with 2 and says what to mend: %s', (_, words, says) => {
    const { status, stdout } = soundcheck(...words())
    expect(status).toBe(2)
    expect(textsOf(stdout).join('\n')).toContain(says)
  })

  it('refuses another file than the experiment names when it is strict', () => {
    const named = { ...EXPERIMENT, dataset: { kind: 'upload', id: 'f'.repeat(64), name: 'mine.csv' } }
    const path = file('named.json', JSON.stringify(named))
    expect(soundcheck('run', path, '--data', rows(), '--strict').status).toBe(2)
    const { status, stdout } = soundcheck('run', path, '--data', rows())
    expect(status).toBe(0)
    expect(textsOf(stdout).join('\n')).toContain('ffffffff')
  })
})

describe('soundcheck inspect', () => {
  it('names columns, kinds, guessed roles and issues', () => {
    const path = file('ragged.csv', `${HEADER}${ROWS}u1,r1\n`)
    const { status, stdout } = soundcheck('inspect', path)
    expect(status).toBe(0)
    const info = JSON.parse(stdout)
    expect(info.columns.map(({ name }: { readonly name: string }) => name)).toEqual([
      'user',
      'room',
      'scene',
      'genre',
      'click',
    ])
    expect(info.guesses).toContainEqual(expect.objectContaining({ column: 'scene', role: 'scene' }))
    expect(textsOf(stdout).join('\n')).toContain('302')
  })

  it('exits with 2 for a file that cannot be read', () => {
    const { status, stdout } = soundcheck('inspect', file('empty.csv', ''))
    expect(status).toBe(2)
    expect(textsOf(stdout)).toHaveLength(1)
  })
})

describe('soundcheck generate', () => {
  it('writes the very bytes of the built-in sample', () => {
    const out = join(folder, 'sample.csv')
    const { status, stdout } = soundcheck('generate', '--out', out)
    expect(status).toBe(0)
    expect(JSON.parse(stdout).id).toBe(SAMPLE_SHA256)
    expect(readFileSync(out, 'utf8').split('\n')[0]).toContain('user_id')
  })

  it('takes sizes and a seed', () => {
    const words = ['generate', '--rows', '500', '--users', '50']
    const [a, b, c] = ['1', '1', '2'].map((seed) => soundcheck(...words, '--seed', seed).stdout)
    expect(a).toBe(b)
    expect(a).not.toBe(c)
  })

  it('writes a world with its truth, and a run of its recipe has the same bytes and an oracle', () => {
    const settings = ['--set', 'drivers=shared', '--set', 'trainRows=300', '--set', 'testRows=400']
    const [csv, truth] = [join(folder, 'd.csv'), join(folder, 'd-truth.csv')]
    const words = ['generate', '--world', 'd', ...settings, '--set', 'validRows=200']
    const { status, stdout } = soundcheck(...words, '--seed', '3', '--truth', truth, '--out', csv)
    expect(status).toBe(0)
    const { id, world, settings: used } = JSON.parse(stdout)
    expect(used).toMatchObject({ drivers: 'shared', trainRows: 300, seed: 3 })
    expect(readFileSync(truth, 'utf8').split('\n')).toHaveLength(902)
    const experiment = {
      version: 1,
      dataset: { kind: 'generated', world, settings: used },
      schema: {
        user: 'user_id',
        tasks: [{ id: 'y1', column: 'y1' }],
        features: [{ column: 'x1', source: 'context' }],
      },
      split: { kind: 'boundaries', column: 'fold', trainTo: 0, validTo: 1 },
      training: { epochs: 1 },
    }
    const ran = soundcheck('run', file('world.json', JSON.stringify(experiment)), '--backend', 'cpu')
    expect(ran.status).toBe(0)
    const result = JSON.parse(ran.stdout)
    expect(result.dataset.id).toBe(id)
    expect(result.rows).toEqual({ train: 300, valid: 200, test: 400 })
    expect(result.oracle.length).toBeGreaterThan(0)
  })

  it.each([
    [['--world', 'z'], 'There is no world z'],
    [['--world', 'b', '--set', 'rho=1'], '--set takes key=value'],
    [['--world', 'b', '--set', 'trainRows=many'], 'trainRows'],
    [['--world', 'b', '--rows', '5'], '--rows is of the built-in sample alone'],
  ])('refuses %j', (words, text) => {
    const { status, stdout } = soundcheck('generate', ...words)
    expect(status).toBe(2)
    expect(stdout).toContain(text)
  })
})
