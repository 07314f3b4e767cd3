import { stream } from '../../src/core/rng.ts'
import { MANNERS, type Manner, mutated, outcomeOf } from '../../src/testing/link-mutations.ts'
import { linksOfToday } from '../../src/testing/links-of-today.ts'

// `npm run bench:links`: 10,000 changed links of each manner, opened and shared again; fails at the first law broken.
const TRIALS = 10_000
const HANG = 50
const [seed = '1'] = process.argv.slice(2)
const links = [...linksOfToday().values()]
let isSound = true
for (const manner of MANNERS) isSound = tried(manner) && isSound
process.exitCode = isSound ? 0 : 1

/** Other programs may hold the processor for a moment: what took long is opened three times more. */
function leastOf(link: string, from: string, manner: Manner, milliseconds: number): number {
  if (milliseconds <= HANG) return milliseconds
  const again = [1, 2, 3].map(() => outcomeOf(link, from, manner, () => performance.now()).milliseconds)
  return Math.min(milliseconds, ...again)
}

function tried(manner: Manner): boolean {
  const random = stream(Number(seed), `mutated links, ${manner}`)
  const times: number[] = []
  const faults: string[] = []
  let open = 0
  for (let trial = 0; trial < TRIALS; trial++) {
    const from = links[random.int(links.length)] as string
    const link = mutated(from, manner, random)
    const outcome = outcomeOf(link, from, manner, () => performance.now())
    times.push(leastOf(link, from, manner, outcome.milliseconds))
    if (outcome.isOpen) open++
    if (outcome.fault !== null) faults.push(`${outcome.fault}: ${link}`)
  }
  times.sort((a, b) => a - b)
  const at = (share: number): string => (times[Math.floor(share * (TRIALS - 1))] as number).toFixed(2)
  const slow = times.filter((time) => time > HANG).length
  process.stdout.write(
    `${manner}: ${TRIALS} links, ${open} opened, ${faults.length} faults, ${slow} above ${HANG} ms; ` +
      `median ${at(0.5)} ms, 99 % ${at(0.99)} ms, most ${at(1)} ms\n`,
  )
  for (const fault of faults.slice(0, 5)) process.stdout.write(`  ${fault}\n`)
  return faults.length === 0 && slow === 0
}
