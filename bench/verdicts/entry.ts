// `npm run bench:verdicts`: how often verdict intervals hold the truth and how often there is a verdict where there is no
// difference, over comparisons that the page's own functions judge. The grey zone is nil, so that nothing but the
// interval decides. Exits 1 where a bound is broken.
import { adaptiveTrials, fixedTrials, type Trials } from '../../src/testing/verdict-trials.ts'

const trials = Number(process.argv[2] ?? 2000)
const SEED_DEVIATION = 0.003
/** Error over users, as a multiple of the error over the seeds. */
const RATIOS = [0, 0.5, 1, 2]

let broken = 0
function row(name: string, found: Trials, verdict: string, holds: boolean): void {
  if (!holds) broken++
  const share = (value: number): string => (100 * value).toFixed(1)
  console.log(
    `| ${name} | ${share(found.covered)} | ${share(found.called)} | ${share(found.coveredByZ)} | ${found.seeds.toFixed(1)} | ${verdict} ${holds ? 'holds' : 'BROKEN'} |`,
  )
}

console.log(
  `${trials} comparisons a row, in percent\n\n| plan | interval holds the truth | better or worse without a difference | z in place of t holds it | seeds | |\n| --- | --- | --- | --- | --- | --- |`,
)
for (const seeds of [3, 5, 10]) {
  for (const ratio of RATIOS) {
    const userDeviation = (ratio * SEED_DEVIATION) / Math.sqrt(seeds)
    const rules = { seedDeviation: SEED_DEVIATION, userDeviation, trials, delta: 0 }
    const found = fixedTrials(seeds, { ...rules, name: `fixed/${seeds}/${ratio}` })
    const holds = found.covered >= 0.94 && found.covered <= 0.98 && found.called <= 0.065
    row(`${seeds} seeds, user noise × ${ratio}`, found, '94–98, ≤ 6.5', holds)
    if (seeds === 3 && ratio === 0) {
      const isFound = found.coveredByZ < 0.935
      console.log(`| the same by z | | | | | < 93.5 ${isFound ? 'holds' : 'BROKEN'} |`)
      if (!isFound) broken++
    }
  }
}
for (const most of [8, 12]) {
  for (const ratio of [0, 0.5]) {
    const userDeviation = (ratio * SEED_DEVIATION) / Math.sqrt(most)
    const rules = { seedDeviation: SEED_DEVIATION, userDeviation, trials, delta: 0 }
    const name = `adaptive/${most}/${ratio}`
    const honest = adaptiveTrials(most, false, { ...rules, name })
    row(`until settled, ${most} at most, user noise × ${ratio}`, honest, '≤ 6.5', honest.called <= 0.065)
    const naive = adaptiveTrials(most, true, { ...rules, name })
    row('the same, peeking at the fixed interval', naive, '> 6.5', naive.called > 0.065)
  }
}
process.exitCode = broken > 0 ? 1 : 0
