/** Acts one after another, in the order in which they are asked for, whatever becomes of those before. */
export function inTurn(): <T>(act: () => Promise<T>) => Promise<T> {
  let turn: Promise<unknown> = Promise.resolve()
  return (act) => {
    const next = turn.then(act, act)
    turn = next
    return next
  }
}
