import { describe, expect, it } from 'vitest'
import { stream } from '../rng.ts'
import { auc, groupedAuc } from './auc.ts'
import { populationShift, sharedInformation } from './divergence.ts'

describe('sharedInformation', () => {
  it('matches the hand-worked example', () => {
    // labels_true = 0 0 1 1 1, labels_pred = 0 0 1 1 0: counts [[2, 0], [1, 2]], of which
    // MI = .4 ln(.4 / (.4 · .6)) + .2 ln(.2 / (.6 · .6)) + .4 ln(.4 / (.6 · .4)) = .4 · .510826 · 2 − .2 · .587787 = .291103
    // H = −.4 ln .4 − .6 ln .6 = .673012 of both, so NMI with the arithmetic mean is .291103 / .673012 = .432538
    const { nats, normalised } = sharedInformation([2, 0, 1, 2], 2)
    expect(nats).toBeCloseTo(0.291103, 6)
    expect(normalised).toBeCloseTo(0.432538, 6)
  })

  it('is 1 where one grouping names the other, 0 where they are independent or one says nothing', () => {
    expect(sharedInformation([5, 0, 0, 0, 0, 7, 0, 9, 0], 3).normalised).toBeCloseTo(1, 12)
    expect(sharedInformation([2, 4, 3, 6], 2).normalised).toBeCloseTo(0, 12)
    expect(sharedInformation([2, 4, 0, 0], 2)).toEqual({ nats: 0, normalised: 0, isBeyondChance: false })
    expect(sharedInformation([], 10).normalised).toBe(0)
  })

  it('is the same whichever grouping comes first', () => {
    const random = stream(3, 'information')
    const counts = Array.from({ length: 12 }, () => random.int(20))
    const turned = Array.from({ length: 12 }, (_, i) => counts[(i % 4) * 3 + Math.floor(i / 4)] as number)
    expect(sharedInformation(turned, 4).normalised).toBeCloseTo(sharedInformation(counts, 3).normalised, 12)
  })

  it('takes independent draws for chance, and a tie of the same strength in many rows for more', () => {
    const random = stream(5, 'information/chance')
    let beyond = 0
    for (let trial = 0; trial < 300; trial++) {
      const counts = new Float64Array(30)
      for (let i = 0; i < 200; i++) {
        const at = random.int(3) * 10 + random.int(10)
        counts[at] = (counts[at] as number) + 1
      }
      if (sharedInformation(counts, 10).isBeyondChance) beyond++
    }
    expect(beyond).toBeLessThan(6)
    expect(sharedInformation([600, 400, 400, 600], 2).isBeyondChance).toBe(true)
    expect(sharedInformation([6, 4, 4, 6], 2).isBeyondChance).toBe(false)
  })
})

describe('populationShift', () => {
  it('matches the hand-worked example', () => {
    // p = .2 .3 .5, q = .4 .4 .2: (−.2) ln .5 + (−.1) ln .75 + .3 ln 2.5 = .138629 + .028768 + .274887 = .442285
    expect(populationShift([200, 300, 500], [40, 40, 20])?.index).toBeCloseTo(0.442285, 6)
  })

  it('is 0 for equal shares, the same both ways, and finite where a bin is empty', () => {
    expect(populationShift([10, 20], [100, 200])?.index).toBeCloseTo(0, 12)
    const [one, other] = [
      [5, 0, 9],
      [3, 8, 1],
    ]
    expect(populationShift(one, other)?.index).toBeCloseTo(populationShift(other, one)?.index as number, 12)
    // The empty bin counts half a row: (½/14 − 8/12) ln((½/14) / (8/12)) is its part.
    const part = (0.5 / 14 - 8 / 12) * Math.log(0.5 / 14 / (8 / 12))
    const rest =
      (5 / 14 - 3 / 12) * Math.log(5 / 14 / (3 / 12)) + (9 / 14 - 1 / 12) * Math.log(9 / 14 / (1 / 12))
    expect(populationShift(one, other)?.index).toBeCloseTo(part + rest, 12)
  })

  it('has no value without rows, and is no more than chance in two small samples of one distribution', () => {
    expect(populationShift([0, 0], [1, 2])).toBeNull()
    const random = stream(9, 'shift')
    const sample = (n: number) => {
      const counts = new Float64Array(10)
      for (let i = 0; i < n; i++) {
        const bin = random.int(10)
        counts[bin] = (counts[bin] as number) + 1
      }
      return counts
    }
    const beyond = Array.from({ length: 300 }, () => populationShift(sample(300), sample(60))?.isBeyondChance)
    expect(beyond.filter(Boolean).length).toBeLessThan(9)
  })
})

describe('groupedAuc', () => {
  it('is the AUC of the rows that the counts stand for, ties and all', () => {
    const random = stream(11, 'grouped')
    for (let trial = 0; trial < 50; trial++) {
      const scores = Float64Array.from({ length: 8 }, () => random.int(5) / 4)
      const positives = scores.map(() => random.int(4))
      const negatives = scores.map(() => random.int(4))
      const rows = [...scores].flatMap((score, value) => [
        ...Array.from({ length: positives[value] as number }, () => [1, score]),
        ...Array.from({ length: negatives[value] as number }, () => [0, score]),
      ])
      const expected = auc(
        Float32Array.from(rows, ([label]) => label as number),
        Float32Array.from(rows, ([, score]) => score as number),
      )
      const found = groupedAuc(scores, positives, negatives)
      if (expected === null) expect(found).toBeNull()
      else expect(found).toBeCloseTo(expected, 10)
    }
  })
})
