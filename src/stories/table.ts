import { type Outcome, outcomeOf } from './judge.ts'
import { isCurrent, recordedOutcome, type StoryRecord } from './record.ts'
import { STORIES } from './stories.ts'
import { type Check, type Story, TOPICS, type Topic } from './story.ts'

const TITLES: Readonly<Record<Topic, string>> = {
  clusters: 'Clusters',
  priors: 'Priors',
  tasks: 'Nested tasks',
  scenes: 'Scenes',
  coarse: 'Coarse ranking',
  bias: 'Bias of the log',
  balance: 'Balance of losses',
  platform: 'Hosts and viewers',
}
const OUTCOMES: Readonly<Record<Outcome, string>> = { holds: 'holds', open: 'open', fails: '**fails**' }
const HEAD = `# Claims

Every claim about a module is a story: a generated world, two or more groups, and a range that a difference between them must lie in. \`npm run claims\` trains them and writes this page; the page's list of claims opens each as a plan, to be trained in the browser. Weights are chosen on validation; the figures are of test, read once. No setting was chosen by these figures.

A figure is the mean over seeds ± the half-width of its 95 % interval: Student's t over paired seeds, joined with 200 resamplings of the test users where it is an AUC. A claim **holds** when every interval lies within its range, **fails** when one lies outside, and is **open** when one reaches across a bound: more seeds or more users would settle it. The range is a claim's rule, bounds included. A story has one world: its interval is over seeds of training and over users, not over worlds that might have been drawn. The reference is a PyTorch prototype of the same worlds, one to four seeds, weights chosen on test; its figures are quoted, not reproduced. Two more are laws and no figures: that the slope of the label on a score’s rank is 12π(1 − π)(AUC − ½) (P1, \`src/core/ranking/ranking.test.ts\`), and that a row gives other scenes’ private weights a gradient of exactly 0 (S4, \`src/modules/scene-routing/scene-routing.numeric.test.ts\`). One is of a real log: that a model counts as better only above the counting floor, pooled and by scene (C1, [kuairand.md](kuairand.md)).
`

/** docs/claims.md from what was measured. */
export function claimsPage(records: readonly StoryRecord[]): string {
  const byStory = new Map(records.map((record) => [record.story, record]))
  const sections = TOPICS.map((topic) => {
    const rows = STORIES.filter((story) => story.topic === topic).map((story) =>
      row(story, byStory.get(story.id)),
    )
    return [
      `## ${TITLES[topic]}`,
      '',
      '| | claim | rule | measured | | reference | measured on, by |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      ...rows,
      '',
    ].join('\n')
  })
  return `${[HEAD, ...sections].join('\n').trimEnd()}\n`
}

function row(story: Story, record: StoryRecord | undefined): string {
  const outcome = recordedOutcome(story, record)
  const isMeasured = record !== undefined && outcome !== null && isCurrent(story, record)
  const claim =
    story.found === undefined || outcome === null || outcome === 'holds'
      ? story.claim
      : `${story.found} (The claim: ${story.claim})`
  const cells = [
    story.id,
    claim,
    story.checks.map((check) => `${check.label} ${rangeText(check)}`).join('<br>'),
    isMeasured ? story.checks.map((check, i) => figure(check, record.checks[i])).join('<br>') : '–',
    outcome === null ? 'not measured' : OUTCOMES[outcome],
    story.reference ?? '–',
    isMeasured
      ? `${record.date}, ${record.backend}: \`npm run claims -- --story ${story.id} --seeds ${record.seeds.join(',')}\``
      : `\`npm run claims -- --story ${story.id}\``,
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

/** `≥ .05`, `≤ .01`, `in [−.01, .01]`. */
export function rangeText({ least, most }: Check): string {
  if (least !== undefined && most !== undefined) {
    return least === most ? `= ${short(least)}` : `in [${short(least)}, ${short(most)}]`
  }
  if (least !== undefined) return `≥ ${short(least)}`
  return most === undefined ? '' : `≤ ${short(most)}`
}

function figure(check: Check, found: StoryRecord['checks'][number] | undefined): string {
  if (found === undefined) return '–'
  return `${figureText(found)} ${OUTCOMES[outcomeOf(check, found.mean, found.half)]}`
}

/** `+0.0931 ± 0.0042`; a mean alone where one seed gave no interval. */
export function figureText({ mean, half }: Pick<StoryRecord['checks'][number], 'mean' | 'half'>): string {
  return half === null ? signed(mean) : `${signed(mean)} ± ${half.toFixed(digitsOf(mean))}`
}

const digitsOf = (value: number): number => (Math.abs(value) >= 2 ? 1 : 4)

/** With a real minus. */
const signed = (value: number): string =>
  `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digitsOf(value))}`

const short = (value: number): string => String(value).replace('-', '−')
