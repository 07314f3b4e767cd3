import type { Field } from '../data/encoded.ts'

/** What computes a part of a coarse ranker's score: once a request, once an item, or once a candidate. */
export type Tower = 'user' | 'item' | 'cross'

/**
 * Which tower reads a field. Priors say how user and item match, so neither of their towers may read them; the user tower
 * also reads what is known of the request. Null for fields that no tower reads: the user id joins the user's vector, a
 * position is unknown when ranking.
 */
export function towerOf({ kind, source, roles }: Pick<Field, 'kind' | 'source' | 'roles'>): Tower | null {
  switch (kind) {
    case 'user':
      return null
    case 'item':
      return 'item'
    case 'scene':
      return 'user'
    case 'feature':
      if (roles.includes('position') || roles.includes('history')) return null
      if (roles.includes('prior')) return 'cross'
      return source === 'item' ? 'item' : 'user'
    default:
      return kind satisfies never
  }
}

/** Widths of a coarse ranker's towers. */
export interface TowerSizes {
  readonly userInputs: number
  readonly itemInputs: number
  /** 0 where there is no cross tower. */
  readonly crossInputs: number
  /** Of the user tower and of the item tower; the last is the length of their vectors. */
  readonly widths: readonly number[]
  readonly crossUnits: number
  /** Logits of the score; more than one share the towers' last layer, which is as much wider. */
  readonly heads: number
}

export interface TowerCost {
  /** Multiply-adds of one pass. */
  readonly user: number
  readonly item: number
  /** A dot product, and the cross tower. */
  readonly candidate: number
  /** One request of n candidates whose item vectors are kept: user + n · candidate. */
  readonly request: number
  /** Weights and biases of all towers, embeddings left out. */
  readonly parameters: number
}

/** What a request costs, in multiply-adds of matrix products and dot products; activations and look-ups are left out. */
export function towerCost(sizes: TowerSizes, candidates: number): TowerCost {
  const { widths, crossInputs, crossUnits, heads } = sizes
  const crossWidths = crossInputs === 0 ? [] : [crossUnits, heads]
  const user = products(sizes.userInputs, widths)
  const item = products(sizes.itemInputs, widths)
  const cross = products(crossInputs, crossWidths)
  const candidate = (widths.at(-1) ?? 0) + cross
  const biases = [...widths, ...widths, ...crossWidths].reduce((sum, width) => sum + width, 0)
  return {
    user,
    item,
    candidate,
    request: user + candidates * candidate,
    parameters: user + item + cross + biases,
  }
}

/** Σ of inputs × outputs over the layers; 0 where nothing goes in. */
function products(inputs: number, widths: readonly number[]): number {
  if (inputs === 0) return 0
  return widths.reduce((sum, width, i) => sum + (i === 0 ? inputs : (widths[i - 1] as number)) * width, 0)
}
