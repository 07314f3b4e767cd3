// `npm run bench:claims`: what each module is worth on the generated world, three paired seeds, by the command line.
// Prints one row per claim with its paired differences; exits 1 if a claim that the product makes does not hold.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'soundcheck-claims-'))
const sample = JSON.parse(readFileSync(join(root, 'docs/examples/sample.json'), 'utf8'))
const seeds = [1, 2, 3]

const without = (config, ...ids) => ({
  ...config,
  modules: Object.fromEntries(Object.entries(config.modules).filter(([id]) => !ids.includes(id))),
})
const withModule = (config, id, change) => ({
  ...config,
  modules: { ...config.modules, [id]: { ...config.modules[id], ...change } },
})
const withModel = (config, change) => ({ ...config, model: { ...config.model, ...change } })

/** Test AUC of the first task, all rows and the low-activity slice, for each seed. */
function aucs(name, config) {
  const file = join(folder, `${name}.json`)
  writeFileSync(file, JSON.stringify(config))
  return seeds.map((seed) => {
    const out = join(folder, `${name}-${seed}.out.json`)
    const result = spawnSync(
      process.execPath,
      [
        join(root, 'src/cli/bin.mjs'),
        'run',
        file,
        '--seed',
        String(seed),
        '--backend',
        process.env.BACKEND ?? 'wasm',
        '--out',
        out,
      ],
      { encoding: 'utf8', maxBuffer: 1 << 28 },
    )
    if (result.status !== 0)
      throw new Error(`${name} seed ${seed}: exit ${result.status}\n${result.stderr.slice(-2000)}`)
    return JSON.parse(readFileSync(out, 'utf8'))
  })
}
const task = sample.schema.tasks[0].id
const later = sample.schema.tasks[1].id
const auc = (result, of = task, slice = null) =>
  result.metrics.find((m) => m.split === 'test' && m.task === of && m.slice === slice).auc
const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length
const round = (value, digits = 4) => value.toFixed(digits)

let broken = 0
function claim(text, differences, holds) {
  if (!holds) broken++
  console.log(
    `${holds ? 'holds ' : 'BROKEN'}  ${text}: ${round(mean(differences))}  (${differences.map((d) => round(d)).join(', ')})`,
  )
}

const bare = without(sample, 'prior-gate', 'scene-routing', 'task-chain')
const none = aucs('none', without(bare, 'user-clusters'))
const clusters = aucs('clusters', bare)
const shuffled = aucs('shuffled', withModule(bare, 'user-clusters', { shuffleInput: true }))
const plain = aucs('plain', withModel(without(bare, 'user-clusters'), { unbiasedAsFields: true }))
console.log(
  `none ${round(mean(none.map((r) => auc(r))))}  clusters ${round(mean(clusters.map((r) => auc(r))))}  demographics as fields ${round(mean(plain.map((r) => auc(r))))}`,
)
const gain = clusters.map((r, i) => auc(r) - auc(none[i]))
claim('clusters without demographics as fields, against none, ≥ +.05', gain, mean(gain) >= 0.05)
const control = shuffled.map((r, i) => auc(r) - auc(none[i]))
claim('shuffled unbiased features, |Δ| ≤ .01', control, Math.abs(mean(control)) <= 0.01)
const honest = clusters.map((r, i) => auc(r) - auc(plain[i]))
claim(
  'clusters against the same demographics as plain fields, |Δ| ≤ .02',
  honest,
  Math.abs(mean(honest)) <= 0.02,
)

const chained = aucs('chained', without(sample, 'user-clusters', 'prior-gate', 'scene-routing'))
const violations = chained.map((r) => Object.values(r.violations)[0] ?? Number.NaN)
claim(
  'task chain: share of rows with p(later) > p(required) is 0',
  violations,
  violations.every((v) => v === 0),
)
const rare = chained.map((r, i) => auc(r, later) - auc(none[i], later))
console.log(
  `(said, not claimed) chain against independent towers on ${later}: ${round(mean(rare))}  (${rare.map((d) => round(d)).join(', ')})`,
)
process.exitCode = broken > 0 ? 1 : 0
