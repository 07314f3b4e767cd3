import { entropy } from './divergence.ts'

/** How far two groupings of the same things agree. Each is 1 where they are the same but for names. */
export interface Agreement {
  /** 2 I / (H_a + H_b), in [0, 1]; below 1 wherever one grouping is finer than the other. */
  readonly nmi: number
  /**
   * (I − E) / (½ (H_a + H_b) − E), E the mutual information that groupings of these sizes have by chance (Vinh, Epps and
   * Bailey 2010, arithmetic mean): 0 by chance, 1 when alike.
   */
  readonly ami: number
  /** 1 − H(planted | found) / H(planted), in [0, 1]: each found group holds one planted group alone. */
  readonly homogeneity: number
  /** 1 − H(found | planted) / H(found), in [0, 1]: each planted group lies in one found group. */
  readonly completeness: number
  /** Share of things that belong to the commonest planted group of their found group, in (0, 1]. */
  readonly purity: number
  /** Hubert and Arabie 1985: pairs on which both agree, less what chance gives, over the most there could be; 0 by chance. */
  readonly ari: number
}

/**
 * Agreement of a found grouping with a planted one, both as group numbers from 0, by their table of counts n_ij. Where a
 * grouping has one group only, its entropy is 0 and what is divided by it counts as 1 (Rosenberg and Hirschberg 2007).
 * Null for no things.
 */
export function agreement(found: ArrayLike<number>, planted: ArrayLike<number>): Agreement | null {
  const n = found.length
  if (n !== planted.length) throw new RangeError(`agreement: ${n} things and ${planted.length}`)
  if (n === 0) return null
  const table = new Map<number, Map<number, number>>()
  const columns = new Map<number, number>()
  for (let i = 0; i < n; i++) {
    const [a, b] = [found[i] as number, planted[i] as number]
    const row = table.get(a) ?? new Map<number, number>()
    row.set(b, (row.get(b) ?? 0) + 1)
    table.set(a, row)
    columns.set(b, (columns.get(b) ?? 0) + 1)
  }
  const rows = [...table.values()].map((row) => sum([...row.values()]))
  const cells = [...table.values()].flatMap((row) => [...row.values()])
  const [hFound, hPlanted, hBoth] = [rows, [...columns.values()], cells].map((counts) => entropy(counts, n))
  const [ofFound, ofPlanted, together] = [hFound ?? 0, hPlanted ?? 0, hBoth ?? 0]
  const shared = Math.max(0, ofFound + ofPlanted - together)
  const share = (of: number, whole: number): number => (whole <= 1e-12 ? 1 : Math.min(1, of / whole))
  return {
    nmi: share(2 * shared, ofFound + ofPlanted),
    ami: adjustedInformation(shared, (ofFound + ofPlanted) / 2, rows, [...columns.values()], n),
    homogeneity: share(shared, ofPlanted),
    completeness: share(shared, ofFound),
    purity: sum([...table.values()].map((row) => Math.max(...row.values()))) / n,
    ari: adjustedRand(cells, rows, [...columns.values()], n),
  }
}

/** (Σ C(n_ij, 2) − E) / (½ (Σ C(a_i, 2) + Σ C(b_j, 2)) − E), E = Σ C(a_i, 2) Σ C(b_j, 2) / C(n, 2); 1 where that is 0/0. */
function adjustedRand(
  cells: readonly number[],
  rows: readonly number[],
  columns: readonly number[],
  n: number,
): number {
  const pairs = (counts: readonly number[]): number => sum(counts.map((count) => (count * (count - 1)) / 2))
  const [together, ofRows, ofColumns] = [pairs(cells), pairs(rows), pairs(columns)]
  const expected = n < 2 ? 0 : (ofRows * ofColumns) / pairs([n])
  const most = (ofRows + ofColumns) / 2
  return most === expected ? 1 : (together - expected) / (most - expected)
}

/** 1 where both groupings are one group, or everything is alone in both: they are the same then, and the definition is 0/0. */
function adjustedInformation(
  shared: number,
  most: number,
  rows: readonly number[],
  columns: readonly number[],
  n: number,
): number {
  if (rows.length === columns.length && (rows.length === 1 || rows.length === n)) return 1
  const expected = expectedInformation(rows, columns, n)
  return (shared - expected) / (most - expected)
}

/**
 * E[I] = Σ_ij Σ_n_ij (n_ij/n) ln(n n_ij / (a_i b_j)) · P(n_ij), P the hypergeometric chance of sharing n_ij things of n
 * between groups of a_i and b_j.
 */
function expectedInformation(rows: readonly number[], columns: readonly number[], n: number): number {
  const logFactorial = new Float64Array(n + 1)
  for (let i = 2; i <= n; i++) logFactorial[i] = (logFactorial[i - 1] as number) + Math.log(i)
  const f = (i: number): number => logFactorial[i] as number
  let total = 0
  for (const a of rows) {
    for (const b of columns) {
      const fixed = f(a) + f(b) + f(n - a) + f(n - b) - f(n)
      for (let both = Math.max(1, a + b - n); both <= Math.min(a, b); both++) {
        const chance = fixed - f(both) - f(a - both) - f(b - both) - f(n - a - b + both)
        total += (both / n) * Math.log((n * both) / (a * b)) * Math.exp(chance)
      }
    }
  }
  return total
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
