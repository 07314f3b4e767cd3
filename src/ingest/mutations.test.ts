import { expect, it } from 'vitest'
import { mutatedCsv, trial } from '../testing/mutations.ts'

it('loses nothing of 1,000 mutated files and takes under a second for each', async () => {
  const faults: string[] = []
  for (let number = 0; number < 1000; number++) {
    const { lost, milliseconds } = await trial(mutatedCsv(number))
    if (lost !== null) faults.push(`${number}: ${lost}`)
    if (milliseconds > 1000) faults.push(`${number}: took ${milliseconds} ms`)
  }
  expect(faults).toEqual([])
})
