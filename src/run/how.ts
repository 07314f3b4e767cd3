/** Backend and manner of what trains: `wasm, compiled (455 operations, 2 threads)` is of the kind `wasm, compiled`. */
export const kindOf = (how: string): string => how.replace(/ \(.*\)$/s, '').replace(/:.*$/s, '')
