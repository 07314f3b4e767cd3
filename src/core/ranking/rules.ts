import type { EncodedDataset } from '../data/encoded.ts'
import type { Split } from '../data/schema.ts'
import type { Rule } from './question.ts'

/** Values of one prior that are tried at most: the commonest. */
const MOST_VALUES = 6

/**
 * The 0/1 rules that the schema's priors give: of a prior with two values the latter (the larger number), of one with
 * more each of its commonest values on train.
 */
export function rulesOf(encoded: EncodedDataset): readonly Rule[] {
  return encoded.fields.flatMap(({ name, roles, labels }, f) => {
    if (!roles.includes('prior')) return []
    if (labels.length <= 3)
      return labels
        .slice(1)
        .slice(-1)
        .map((value) => ({ field: name, value }))
    const counts = new Float64Array(labels.length)
    for (const row of encoded.splits.train) {
      const id = encoded.ids[row * encoded.fields.length + f] as number
      counts[id] = (counts[id] as number) + 1
    }
    return Array.from(labels.keys())
      .slice(1)
      .sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b)
      .slice(0, MOST_VALUES)
      .sort((a, b) => a - b)
      .map((id) => ({ field: name, value: labels[id] as string }))
  })
}

/** 1 where a row of the split has the rule's value; null where the data has no such rule. */
export function ruleColumn(encoded: EncodedDataset, split: Split, rule: Rule): Uint8Array | null {
  const f = encoded.fields.findIndex(({ name }) => name === rule.field)
  const id = encoded.fields[f]?.labels.indexOf(rule.value, 1) ?? -1
  if (id < 1) return null
  return Uint8Array.from(encoded.splits[split], (row) =>
    encoded.ids[row * encoded.fields.length + f] === id ? 1 : 0,
  )
}
