// `npm run bench:mutations`: 10,000 mutated CSVs are read; a tenth of them, by the same numbers, in the unit tests.
import { mutatedCsv, trial } from '../../src/testing/mutations.ts'

const FILES = 10_000
const faults: string[] = []
let slowest = { number: 0, milliseconds: 0 }
for (let number = 0; number < FILES; number++) {
  const { lost, milliseconds } = await trial(mutatedCsv(number))
  if (lost !== null) faults.push(`${number}: ${lost}`)
  if (milliseconds > slowest.milliseconds) slowest = { number, milliseconds }
}
console.log(
  `${FILES} files: ${faults.length} with something lost; slowest ${slowest.milliseconds.toFixed(0)} ms (file ${slowest.number})`,
)
for (const fault of faults) console.log(fault)
if (faults.length > 0 || slowest.milliseconds > 1000) process.exitCode = 1
