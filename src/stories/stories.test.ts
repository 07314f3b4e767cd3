import { describe, expect, it } from 'vitest'
import { diffConfigs } from '../experiment/diff.ts'
import { configHash } from '../experiment/hash.ts'
import { decodeLink, encodeLink } from '../experiment/link.ts'
import { obstaclesOf } from '../experiment/obstacles.ts'
import { STORY_COUNT } from './count.ts'
import { groupConfig, storyPlan } from './plan.ts'
import { groupsOf } from './quantity.ts'
import { STORIES } from './stories.ts'

describe('the stories', () => {
  it('have ids of their own', () => {
    expect(new Set(STORIES.map(({ id }) => id)).size).toBe(STORIES.length)
  })

  it('are as many as start says without fetching them', () => {
    expect(STORIES.length).toBe(STORY_COUNT)
  })

  it.each(STORIES.map((story) => [story.id, story] as const))('%s can be trained and decided', (_, story) => {
    const configs = new Map(story.groups.map((group) => [group.id, groupConfig(story, group)] as const))
    expect(configs.size).toBe(story.groups.length)
    // No two groups are one config, and each can be fed by its schema.
    expect(new Set([...configs.values()].map(configHash)).size).toBe(configs.size)
    for (const config of configs.values()) expect(obstaclesOf(config)).toEqual([])
    for (const { label, quantity, least, most } of story.checks) {
      expect(least !== undefined || most !== undefined, label).toBe(true)
      expect((least ?? -Infinity) <= (most ?? Infinity), label).toBe(true)
      expect(groupsOf(quantity).filter((group) => !configs.has(group))).toEqual([])
    }
    const read = story.checks.flatMap(({ quantity }) => groupsOf(quantity))
    const idle = [...configs.keys()].slice(1).filter((group) => !read.includes(group))
    expect(idle, 'groups that no check reads').toEqual([])
    expect(new Set(story.checks.map(({ label }) => label)).size).toBe(story.checks.length)
  })

  it.each(STORIES.map((story) => [story.id, story] as const))(
    '%s differs between groups as its patches say',
    (_, story) => {
      const [first, ...others] = story.groups
      if (first === undefined) throw new Error('a story without groups')
      const base = groupConfig(story, first)
      const touched = (path: string, patches: readonly string[]): boolean =>
        patches.some(
          (patch) => path === patch || path.startsWith(`${patch}.`) || patch.startsWith(`${path}.`),
        )
      for (const group of others) {
        const keys = [...Object.keys(first.patch), ...Object.keys(group.patch)]
        const paths = diffConfigs(base, groupConfig(story, group)).map(({ path }) => path)
        expect(paths.filter((path) => !touched(path, keys))).toEqual([])
        expect(paths.length).toBeGreaterThan(0)
      }
    },
  )

  it('travel as links', () => {
    for (const story of STORIES) {
      const plan = storyPlan(story, [1, 2, 3])
      const decoded = decodeLink(encodeLink(plan))
      if (!decoded.ok) throw new Error(JSON.stringify(decoded.error))
      expect(decoded.value.plan.groups.map(({ config }) => configHash(config))).toEqual(
        plan.groups.map(({ config }) => configHash(config)),
      )
      expect(decoded.value.notices).toEqual([])
    }
  })
})
