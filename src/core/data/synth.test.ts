import { describe, expect, it } from 'vitest'
import { sha256Text } from '../hash.ts'
import { BUILTIN_SAMPLE, generateWorld, SAMPLE_SHA256, worldCsv, worldTruth } from './synth.ts'

const world = generateWorld(BUILTIN_SAMPLE)
const small = { ...BUILTIN_SAMPLE, rows: 4000, users: 400, hosts: 60 }

describe('the generated world', () => {
  it('has the bytes that every engine must make', () => {
    expect(sha256Text(worldCsv(world))).toBe(SAMPLE_SHA256)
  })

  it('has about 20,000 rows of about 2,000 users in time order', () => {
    expect(world.rows.length).toBeGreaterThan(19_000)
    expect(world.rows.length).toBeLessThan(21_000)
    expect(new Set(world.rows.map(({ user }) => user)).size).toBeGreaterThan(1900)
    for (let i = 1; i < world.rows.length; i++) {
      expect(world.rows[i]?.ts).toBeGreaterThanOrEqual(world.rows[i - 1]?.ts as number)
    }
  })

  it('deals scenes 75, 20 and 5 percent', () => {
    const shares = [0, 1, 2].map(
      (scene) => world.rows.filter((row) => row.scene === scene).length / world.rows.length,
    )
    expect(shares[0]).toBeCloseTo(0.75, 1)
    expect(shares[1]).toBeCloseTo(0.2, 1)
    expect(shares[2]).toBeCloseTo(0.05, 1)
  })

  it('nests the watch times and keeps the truth nested', () => {
    for (const row of world.rows) {
      expect(row.p30).toBeLessThanOrEqual(row.p10)
      expect(row.p10).toBeGreaterThan(0)
      expect(row.p10).toBeLessThan(1)
    }
  })

  it('draws labels at the rates of the truth', () => {
    const truth = worldTruth(world)
    for (const [task, tenths] of [
      ['watch_sec>10', 100],
      ['watch_sec>30', 300],
    ] as const) {
      const expected = (truth.get(task) as Float32Array).reduce((a, b) => a + b, 0) / world.rows.length
      const rate = world.rows.filter((row) => row.watchTenths > tenths).length / world.rows.length
      // Within four standard errors.
      expect(Math.abs(rate - expected)).toBeLessThan(
        4 * Math.sqrt((expected * (1 - expected)) / world.rows.length),
      )
    }
  })

  it('gives most users few rows and few users many', () => {
    const counts = new Map<number, number>()
    for (const { user } of world.rows) counts.set(user, (counts.get(user) ?? 0) + 1)
    const sorted = [...counts.values()].sort((a, b) => b - a)
    const top = sorted.slice(0, Math.floor(sorted.length / 10)).reduce((a, b) => a + b, 0)
    expect(top / world.rows.length).toBeGreaterThan(0.3)
    expect(Math.max(...sorted)).toBeLessThanOrEqual(BUILTIN_SAMPLE.mostRows * 1.5)
  })

  it('ties groups to demographics with rho 1 and not with rho 0', () => {
    const isFunction = (rho: number): boolean => {
      const { rows, groupOf } = generateWorld({ ...small, rho })
      const seen = new Map<number, number>()
      return rows.every(({ user, gender, age }) => {
        const cell = gender * 6 + age
        const group = groupOf[user] as number
        const known = seen.get(cell) ?? group
        seen.set(cell, known)
        return known === group
      })
    }
    expect(isFunction(1)).toBe(true)
    expect(isFunction(0)).toBe(false)
  })

  it('plants every group', () => {
    expect(new Set(world.groupOf).size).toBe(BUILTIN_SAMPLE.groups)
  })

  it('never writes the truth into the CSV', () => {
    const header = worldCsv(generateWorld(small)).split('\n')[0]
    expect(header).toBe('user_id,host_id,ts,scene,gender,age,region,genre,host_age,same_age,watch_sec')
  })

  it('depends on its seed', () => {
    const csv = (seed: number): string => worldCsv(generateWorld({ ...small, seed }))
    expect(csv(1)).toBe(csv(1))
    expect(csv(1)).not.toBe(csv(2))
  })
})
