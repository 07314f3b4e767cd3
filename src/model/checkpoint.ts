/** All that steps go on from, by the names of variables. */
export interface StepperState {
  readonly variables: ReadonlyMap<string, Float32Array>
  /** Adam's moments of the variables that a gradient trains. */
  readonly first: ReadonlyMap<string, Float32Array>
  readonly second: ReadonlyMap<string, Float32Array>
  /** Variables as they were when they were kept; null before. */
  readonly best: ReadonlyMap<string, Float32Array> | null
}

/** Steps at which what is only shown is read again. */
export interface Due {
  readonly terms: number
  readonly scenes: number
}

/**
 * A run after some steps. Rows of a batch, dropped ids and every other draw follow from seed and step, and what modules
 * remember is variables: nothing else has to be kept to go on to the same bits.
 */
export interface Checkpoint {
  readonly step: number
  /** Seconds of training until then. */
  readonly seconds: number
  readonly best: { readonly step: number; readonly loss: number } | null
  /** Evaluations since the best. */
  readonly waited: number
  /** Logits on validation at the best. */
  readonly validLogits: Float32Array
  readonly due: Due
  /** What trained until then. */
  readonly how: string
  readonly state: StepperState
}

/** The values that a checkpoint has of a variable; throws where it has none of that size. */
export function kept(values: ReadonlyMap<string, Float32Array>, name: string, size: number): Float32Array {
  const own = values.get(name)
  if (own?.length !== size)
    throw new Error(`the checkpoint has ${own?.length ?? 'no'} values of ${name}, not ${size}`)
  return own
}
