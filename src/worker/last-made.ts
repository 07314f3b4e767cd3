/** What was made last, by key: at most so many, and of those the ones that were asked for last. A promise that fails is made anew. */
export function lastMade<T>(most: number): (key: string, make: () => T) => T {
  const values = new Map<string, T>()
  return (key, make) => {
    const value = values.has(key) ? (values.get(key) as T) : make()
    values.delete(key)
    values.set(key, value)
    if (value instanceof Promise) {
      value.catch(() => {
        if (values.get(key) === value) values.delete(key)
      })
    }
    const [oldest] = values.keys()
    if (values.size > most && oldest !== undefined) values.delete(oldest)
    return value
  }
}
