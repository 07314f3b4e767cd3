import { expect, it } from 'vitest'
import { lostIn, mutatedCsv } from '../testing/mutations.ts'

it('loses nothing of 1,000 mutated files and takes under a second for each', async () => {
  const faults: string[] = []
  for (let number = 0; number < 1000; number++) {
    const bytes = mutatedCsv(number)
    const begun = performance.now()
    const lost = await lostIn(bytes)
    if (lost !== null) faults.push(`${number}: ${lost}`)
    if (performance.now() - begun > 1000) faults.push(`${number}: took more than a second`)
  }
  expect(faults).toEqual([])
})
