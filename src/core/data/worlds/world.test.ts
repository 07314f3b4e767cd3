import { describe, expect, it } from 'vitest'
import { defaultsOf } from '../../setting-spec.ts'
import { guessSchema } from '../guess.ts'
import { type SettingsOf, WORLD_IDS, WORLDS, type WorldId, type WorldRecipe } from './settings.ts'
import { tableCsv, type WorldTable } from './table.ts'
import { changedSettings, drawWorld, parseRecipe, recipeId, WORLD_SCHEMAS } from './world.ts'

/** A small world of each kind. */
const SMALL: Readonly<Record<WorldId, Readonly<Record<string, unknown>>>> = {
  a: { users: 150, hosts: 60, meanRows: 10 },
  b: { trainRows: 800, validRows: 400, testRows: 600 },
  c: { trainRows: 800, validRows: 400, testRows: 600 },
  d: { trainRows: 800, validRows: 400, testRows: 600 },
}
function recipeOf(world: WorldId, change: Readonly<Record<string, unknown>> = {}): WorldRecipe {
  const recipe = parseRecipe(world, { ...SMALL[world], ...change }, 'world')
  if (!recipe.ok) throw new Error(JSON.stringify(recipe.error))
  return recipe.value
}
const draw = (world: WorldId, change: Readonly<Record<string, unknown>> = {}): WorldTable =>
  drawWorld(recipeOf(world, change))
function column(table: WorldTable, name: string): readonly (string | number | null)[] {
  const values = table.columns.get(name)
  if (values === undefined) throw new Error(`no column ${name}`)
  return values
}
const numbers = (table: WorldTable, name: string): number[] => column(table, name).map(Number)
const mean = (values: Iterable<number>): number => {
  const list = [...values]
  return list.reduce((sum, value) => sum + value, 0) / list.length
}
/** The label of a task as the schema reads it. */
function labels(table: WorldTable, world: WorldId, task: string): number[] {
  const spec = WORLD_SCHEMAS[world].tasks.find(({ id }) => id === task)
  if (spec === undefined) throw new Error(`no task ${task}`)
  return numbers(table, spec.column).map((value) => Number(value > (spec.above ?? 0)))
}

describe.each(WORLD_IDS)('world %s', (world) => {
  const table = draw(world)

  it('is the same for equal recipes and another for another seed', () => {
    expect(tableCsv(draw(world))).toBe(tableCsv(table))
    expect(tableCsv(draw(world, { seed: 2 }))).not.toBe(tableCsv(table))
  })

  it('has every column that its schema names', () => {
    const schema = WORLD_SCHEMAS[world]
    const named = [
      ...[schema.user, schema.item, schema.time, schema.scene].filter((name) => name !== null),
      ...schema.tasks.map((task) => task.column),
      ...schema.features.map((feature) => feature.column),
    ]
    expect(named.filter((name) => !table.columns.has(name))).toEqual([])
    expect(schema.tasks.filter(({ id }) => !table.truth.has(id))).toEqual([])
  })

  it('is in the order of time, and folds follow one another', () => {
    const ts = numbers(table, 'ts')
    const fold = numbers(table, 'fold')
    const isSorted = (values: readonly number[]): boolean =>
      values.every((value, i) => i === 0 || value >= (values[i - 1] as number))
    expect([isSorted(ts), isSorted(fold)]).toEqual([true, true])
  })

  it('draws labels at the rates of the truth, and keeps the truth in [0, 1] and nested', () => {
    for (const { id, requires } of WORLD_SCHEMAS[world].tasks) {
      const truth = table.truth.get(id) as Float32Array
      const error = Math.sqrt(mean(truth.map((p) => p * (1 - p))) / truth.length)
      expect(Math.abs(mean(labels(table, world, id)) - mean(truth)), id).toBeLessThan(4 * error)
      const outer = requires === null ? null : (table.truth.get(requires) as Float32Array)
      expect(
        truth.every((p, row) => p >= 0 && p <= (outer?.[row] ?? 1)),
        id,
      ).toBe(true)
    }
  })

  it('shows no probability, and takes no quoting', () => {
    const [header = '', first = ''] = tableCsv(table).split('\n')
    expect(header.split(',')).toEqual([...table.columns.keys()])
    expect(first.split(',')).toHaveLength(table.columns.size)
    const truth = table.truth.get(WORLD_SCHEMAS[world].tasks[0]?.id ?? '') as Float32Array
    for (const name of table.columns.keys()) {
      expect(
        numbers(table, name).every((value, row) => value === truth[row]),
        name,
      ).toBe(false)
    }
  })
})

describe('world a', () => {
  const table = draw('a', { users: 300 })
  const countByUser = (of: WorldTable, fold: number): Map<string, number> => {
    const counts = new Map<string, number>()
    const folds = numbers(of, 'fold')
    for (const [row, user] of column(of, 'user_id').entries()) {
      if (folds[row] === fold) counts.set(String(user), (counts.get(String(user)) ?? 0) + 1)
    }
    return counts
  }

  it('gives every user the same fresh rows in validation and test, and as many train rows as asked on average', () => {
    const { users } = recipeOf('a', { users: 300 }).settings as SettingsOf<'a'>
    expect(new Set(countByUser(table, 1).values())).toEqual(new Set([4]))
    expect(new Set(countByUser(table, 2).values())).toEqual(new Set([12]))
    expect(countByUser(table, 2).size).toBe(users)
    const total = [...countByUser(table, 0).values()].reduce((a, b) => a + b, 0)
    expect(total / users).toBeCloseTo(10, 0)
  })

  it('leaves validation and test users as they are when there are more train rows', () => {
    const test = (of: WorldTable): unknown[] => {
      const folds = numbers(of, 'fold')
      return column(of, 'host_id').filter((_, row) => folds[row] === 2)
    }
    expect(test(draw('a', { meanRows: 20 }))).toEqual(test(draw('a')))
  })

  it('ties groups to gender and age with ρ = 1 and not with ρ = 0, and never to the region', () => {
    const distinct = (of: WorldTable, names: readonly string[]): number => {
      const cells = new Map<string, Set<unknown>>()
      for (const [row, group] of column(of, 'planted_group').entries()) {
        const cell = names.map((name) => column(of, name)[row]).join('|')
        cells.set(cell, (cells.get(cell) ?? new Set()).add(group))
      }
      return Math.max(...[...cells.values()].map((groups) => groups.size))
    }
    expect(distinct(table, ['gender', 'age'])).toBe(1)
    expect(distinct(draw('a', { rho: 0 }), ['gender', 'age'])).toBeGreaterThan(3)
    expect(distinct(table, ['region'])).toBe(8)
    expect(new Set(column(table, 'planted_group')).size).toBe(8)
  })

  it('lowers the outcome by position only where there is a position bias', () => {
    const slope = (positionBias: number): number => {
      const of = draw('a', { positionBias, users: 300 })
      const position = numbers(of, 'position')
      const p = of.truth.get('watch_sec>10') as Float32Array
      const at = (wanted: number): number => mean(p.filter((_, row) => position[row] === wanted))
      return at(1) - at(4)
    }
    expect(Math.abs(slope(0))).toBeLessThan(0.03)
    expect(slope(1)).toBeGreaterThan(0.15)
  })

  it('makes longer hosts win only where there is a duration bias', () => {
    const gap = (durationBias: number): number => {
      const of = draw('a', { durationBias, hosts: 300 })
      const stay = numbers(of, 'host_mean_stay')
      const p = of.truth.get('watch_sec>10') as Float32Array
      return (
        mean(p.filter((_, row) => (stay[row] ?? 0) > 60)) - mean(p.filter((_, row) => (stay[row] ?? 0) < 60))
      )
    }
    expect(Math.abs(gap(0))).toBeLessThan(0.06)
    expect(gap(1)).toBeGreaterThan(0.1)
  })

  it('exposes the better candidates under a policy; who was not exposed watched nothing before test', () => {
    const of = draw('a', { exposure: 'selective', selectivity: 2, candidates: 8 })
    const fold = numbers(of, 'fold')
    const exposed = numbers(of, 'exposed')
    const watched = numbers(of, 'watch_sec')
    const p = of.truth.get('watch_sec>10') as Float32Array
    const where = (isExposed: number, wanted: number) => (_: unknown, row: number) =>
      exposed[row] === isExposed && fold[row] === wanted
    expect(watched.filter(where(0, 0)).every((seconds) => seconds === 0)).toBe(true)
    expect(mean(watched.filter(where(0, 2)))).toBeGreaterThan(0)
    expect(mean(p.filter(where(1, 2)))).toBeGreaterThan(mean(p.filter(where(0, 2))) + 0.15)
    expect(
      column(of, 'position').every((position, row) => (position === null) === (exposed[row] === 0)),
    ).toBe(true)
    const requests = new Map<unknown, number>()
    for (const [row, request] of column(of, 'request_id').entries()) {
      if (exposed[row] === 1) requests.set(request, (requests.get(request) ?? 0) + 1)
    }
    expect(Math.max(...requests.values())).toBe(4)
  })

  it('multiplies taste where the prior modulates, and adds where it adds', () => {
    const spread = (change: object): readonly [number, number] => {
      const of = draw('a', { priorEffect: 1, users: 300, ...change })
      const same = numbers(of, 'same_age')
      const z = (of.truth.get('watch_sec>10') as Float32Array).map((p) => Math.log(p / (1 - p)))
      const group = (value: number) => z.filter((_, row) => same[row] === value)
      const deviation = (values: Float32Array): number => {
        const m = mean(values)
        return Math.sqrt(mean(values.map((value) => (value - m) ** 2)))
      }
      return [mean(group(1)) - mean(group(0)), deviation(group(1)) / deviation(group(0))]
    }
    const [shift, ratio] = spread({ priorMode: 'add' })
    expect(shift).toBeCloseTo(1, 0)
    expect(ratio).toBeCloseTo(1, 0)
    expect(spread({ priorMode: 'modulate' })[1]).toBeGreaterThan(1.5)
  })

  it('has an activity decile that tells activity', () => {
    const counts = countByUser(table, 0)
    const decile = numbers(table, 'activity_decile')
    const users = column(table, 'user_id')
    const rows = (wanted: number): number =>
      mean(
        [...new Set(users.filter((_, row) => decile[row] === wanted))].map(
          (user) => counts.get(String(user)) ?? 0,
        ),
      )
    expect(rows(10)).toBeGreaterThan(3 * rows(5))
  })

  it('read as an upload suggests no bookkeeping as a feature', () => {
    const summaries = [...table.columns].map(([name, values]) => ({
      name,
      kind: typeof values[0] === 'string' ? ('categorical' as const) : ('numeric' as const),
      missing: 0,
      distinct: new Set(values).size,
      min: typeof values[0] === 'string' ? null : Math.min(...values.map(Number)),
      max: typeof values[0] === 'string' ? null : Math.max(...values.map(Number)),
      top: [],
      examples: [],
    }))
    const names = guessSchema(summaries, table.rowCount).schema.features.map((feature) => feature.column)
    expect(names).toContain('activity_decile')
    expect(
      names.filter((name) => ['planted_group', 'request_id', 'fold', 'exposed', 'gift'].includes(name)),
    ).toEqual([])
  })
})

describe('worlds b, c and d', () => {
  it('b: same age adds or modulates, and the other priors do nothing', () => {
    const effect = (mode: string, prior: string): number => {
      const of = draw('b', { mode, testRows: 10_000 })
      const flag = numbers(of, prior)
      const z = (of.truth.get('click') as Float32Array).map((p) => Math.log(p / (1 - p)))
      return mean(z.filter((_, row) => flag[row] === 1)) - mean(z.filter((_, row) => flag[row] === 0))
    }
    expect(effect('add', 'same_age')).toBeCloseTo(1.2, 0)
    expect(Math.abs(effect('add', 'same_city'))).toBeLessThan(0.05)
  })

  it('c: scenes have their shares, and one response where there is no conflict', () => {
    const of = draw('c', { testRows: 3000, conflict: 0, firstBase: 0, secondBase: 0, thirdBase: 0 })
    const scenes = column(of, 'scene')
    const share = (name: string): number => mean(scenes.map((scene) => Number(scene === name)))
    expect(share('click')).toBeCloseTo(0.75, 1)
    expect(Math.abs(share('breathing') - 0.05)).toBeLessThan(0.012)
    // Without conflict the truth is a function of x alone: the base of a scene is the only thing that moves it.
    const moved = draw('c', { testRows: 3000, conflict: 0, firstBase: 0, secondBase: 0, thirdBase: 1 })
    const [a, b] = [of.truth.get('click'), moved.truth.get('click')] as [Float32Array, Float32Array]
    const logit = (p: number): number => Math.log(p / (1 - p))
    const misses = Array.from(scenes, (scene, row) => {
      const shift = logit(b[row] as number) - logit(a[row] as number)
      return Math.abs(shift - (scene === 'breathing' ? 1.5 : 0))
    })
    expect(Math.max(...misses)).toBeLessThan(0.01)
  })

  it('d: nests its labels, and one score drives all stages where drivers are shared', () => {
    for (const drivers of ['own', 'shared']) {
      const of = draw('d', { drivers })
      const [y1, y2, y3] = ['y1', 'y2', 'y3'].map((name) => numbers(of, name)) as [
        number[],
        number[],
        number[],
      ]
      expect(y1.every((one, row) => one >= (y2[row] ?? 0) && (y2[row] ?? 0) >= (y3[row] ?? 0))).toBe(true)
    }
    const shared = draw('d', { drivers: 'shared' })
    const [p1, p2] = [shared.truth.get('y1'), shared.truth.get('y2')] as [Float32Array, Float32Array]
    const order = Array.from(p1.keys()).sort((a, b) => (p1[a] as number) - (p1[b] as number))
    const steps = order.slice(1).map((row, i) => (p2[row] as number) - (p2[order[i] as number] as number))
    expect(Math.min(...steps)).toBeGreaterThan(-1e-6)
  })
})

describe('recipes', () => {
  it('take defaults for what is left out, and refuse what is unknown or out of range', () => {
    const recipe = parseRecipe('b', {}, 'dataset')
    expect(recipe).toEqual({ ok: true, value: { world: 'b', settings: defaultsOf(WORLDS.b.settings) } })
    expect(parseRecipe('e', {}, 'dataset')).toMatchObject({ ok: false, error: [{ code: 'data.noWorld' }] })
    expect(parseRecipe('b', { rho: 1 }, 'dataset')).toMatchObject({ ok: false })
    expect(parseRecipe('a', { rho: 2 }, 'dataset')).toMatchObject({ ok: false })
  })

  it('are named after what is not at its default', () => {
    const recipe = recipeOf('c', { conflict: 0.9 })
    expect(changedSettings(recipe)).toEqual({ ...SMALL.c, conflict: 0.9 })
    expect(recipeId(recipe)).toMatch(/^world-c-[0-9a-f]{12}$/)
    expect(recipeId(recipe)).not.toBe(recipeId(recipeOf('c')))
    expect(recipeId(recipe)).toBe(recipeId(recipeOf('c', { conflict: 0.9, firstBase: 0 })))
  })
})
