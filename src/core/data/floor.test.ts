import { describe, expect, it } from 'vitest'
import { SAMPLE_SCHEMA } from '../../experiment/defaults.ts'
import { datasetOf, schemaOf, worldDataset } from '../../testing/datasets.ts'
import { sliceMetrics } from '../metrics/slices.ts'
import { encode } from './encode.ts'
import type { EncodedDataset } from './encoded.ts'
import { countingFloor } from './floor.ts'

const logit = (p: number): number => Math.log(p / (1 - p))

describe('counting floor', () => {
  it('matches the hand-worked case of two users and two items', async () => {
    // Train: u1 has 1 of 2 positive, u2 0 of 2; i1 1 of 2, i2 0 of 2; π = 1/4.
    // rate = (positives + 10·¼) / (rows + 10): u1 = i1 = 3.5/12, u2 = i2 = 2.5/12.
    const text = 'ts,u,i,y\n1,u1,i1,1\n2,u1,i2,0\n3,u2,i1,0\n4,u2,i2,0\n5,u1,i1,1\n6,u9,i1,0\n'
    const schema = schemaOf({
      user: 'u',
      item: 'i',
      time: 'ts',
      tasks: [{ id: 'y', column: 'y', above: null, requires: null }],
    })
    const rule = { kind: 'boundaries', column: 'ts', trainTo: 4, validTo: 5 } as const
    const result = encode(await datasetOf(text), schema, rule)
    if (!result.ok) throw new Error(JSON.stringify(result.error))
    const { encoded } = result.value
    const seen = logit(3.5 / 12)
    const base = logit(1 / 4)
    expect(countingFloor(encoded, 'valid', 0)?.[0]).toBeCloseTo(seen + seen - base, 6)
    // An unseen user adds nothing.
    expect(countingFloor(encoded, 'test', 0)?.[0]).toBeCloseTo(seen, 6)
  })

  it('changes no AUC within a scene by its scene term', async () => {
    const result = encode(await worldDataset({ rows: 3000, users: 300, hosts: 40 }), SAMPLE_SCHEMA, {
      kind: 'random',
      valid: 0.2,
      test: 0.3,
    })
    if (!result.ok) throw new Error('refused')
    const { encoded } = result.value
    const unscened: EncodedDataset = {
      ...encoded,
      sceneNames: ['all'],
      sceneIds: new Int32Array(encoded.rowCount),
    }
    const scores = countingFloor(unscened, 'test', 0) as Float32Array
    const withTerm = sliceMetrics(
      encoded,
      'test',
      0,
      countingFloor(encoded, 'test', 0) as Float32Array,
      'ranking',
    )
    const without = sliceMetrics(encoded, 'test', 0, scores, 'ranking')
    for (const scene of encoded.sceneNames) {
      const of = (metrics: typeof without) => metrics.find(({ slice }) => slice === `scene=${scene}`)?.auc
      expect(of(withTerm)).toBeCloseTo(of(without) as number, 5)
    }
    expect(withTerm[0]?.auc).not.toBeCloseTo(without[0]?.auc as number, 4)
  })

  it('has no value when train has one class', async () => {
    const encoded = (await smallEncoding()).encoded
    const labels = new Float32Array(encoded.labels.length)
    expect(countingFloor({ ...encoded, labels }, 'test', 0)).toBeNull()
  })
})

async function smallEncoding() {
  const result = encode(await worldDataset({ rows: 500, users: 60, hosts: 10 }), SAMPLE_SCHEMA, {
    kind: 'random',
    valid: 0.2,
    test: 0.3,
  })
  if (!result.ok) throw new Error('refused')
  return result.value
}
