/** Fewest rows of either class for a value to be read. */
export const LEAST_OF_CLASS = 30

/** Whether rows have too few of a class to read anything from them. */
export const isThin = ({ rows, positives }: { readonly rows: number; readonly positives: number }): boolean =>
  Math.min(positives, rows - positives) < LEAST_OF_CLASS
