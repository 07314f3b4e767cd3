import { describe, expect, it } from 'vitest'
import { opened } from '../experiment/envelope.ts'
import { climbed, type Rung, SCHEMA_VERSION } from '../experiment/link-ladder.ts'
import { DICTIONARY } from '../experiment/link-start.ts'
import { meaningOf } from '../testing/golden.ts'
import golden from '../testing/golden-links.json' with { type: 'json' }
import { linksOfToday } from '../testing/links-of-today.ts'

describe('links that were sent', () => {
  it.each(golden.map(({ name, link, meaning }) => [name, link, meaning] as const))(
    '%s: means for ever what it meant',
    (_, link, meaning) => {
      expect(JSON.parse(meaningOf(link))).toEqual(JSON.parse(meaning))
    },
  )

  it('are of every version of the payload, and of every kind that is made today', () => {
    const versions = golden.flatMap(({ link }) => {
      const contents = opened(link, DICTIONARY)
      return contents.ok ? [(contents.value.payload as { readonly s: number }).s] : []
    })
    expect(new Set(versions)).toEqual(new Set(Array.from({ length: SCHEMA_VERSION }, (_, i) => i + 1)))
    const names = golden.map(({ name }) => name.replace(/^[^:]*: /, ''))
    for (const name of linksOfToday().keys()) expect(names).toContain(name)
  })

  it('would be missed: another meaning is told', () => {
    const [first, second] = golden
    expect(meaningOf(first?.link ?? '')).not.toBe(second?.meaning)
  })
})

describe('the ladder of versions', () => {
  it('calls every rung from a version up, in order, and none below', () => {
    const called: number[] = []
    const rungs = [1, 2, 3].map(
      (rung): Rung =>
        (payload) => {
          called.push(rung)
          return { ...payload, [`rung ${rung}`]: true }
        },
    )
    expect(climbed({ s: 2 }, 2, rungs)).toEqual({ s: 2, 'rung 2': true, 'rung 3': true })
    expect(called).toEqual([2, 3])
    expect(climbed({ s: 4 }, 4, rungs)).toEqual({ s: 4 })
  })

  it('leads from every version to the newest', () => {
    // Version 1 said the wish for a backend alone; version 2 has it beside what trained the results.
    expect(climbed({ s: 1, k: 'wasm' }, 1)).toEqual({ s: 1, k: { w: 'wasm' } })
    expect(climbed({ s: 1 }, 1)).toEqual({ s: 1 })
    expect(climbed({ s: 2, k: { w: 'wasm' } }, 2)).toEqual({ s: 2, k: { w: 'wasm' } })
    // Up to version 2 a file was known by its bytes, and is still: version 3 only has another form of id beside it.
    const upload = { s: 2, d: { kind: 'upload', id: '0f'.repeat(32) } }
    expect(climbed(upload, 2)).toEqual(upload)
  })
})
