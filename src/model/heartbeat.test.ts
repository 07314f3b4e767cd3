import { describe, expect, it } from 'vitest'
import { heartbeat } from './heartbeat.ts'

describe('a heartbeat', () => {
  let [wall, clock] = [0, 0]
  const pass = (milliseconds: number, training = milliseconds): void => {
    wall += milliseconds
    clock += training
  }
  const made = () =>
    heartbeat(
      () => wall,
      () => clock,
    )

  it('takes no work for a gap that is of the length of its kind, however long that is', () => {
    const heart = made()
    heart.start(0)
    for (const took of [9000, 40, 26_000, 70_000]) {
      pass(took)
      expect(heart.beat('evaluation')).toBeNull()
    }
  })

  it('finds what a frozen page adds to work, and what of it the clock of training counted', () => {
    const heart = made()
    heart.start(0)
    for (const took of [40, 50, 45]) {
      pass(took)
      expect(heart.beat('steps')).toBeNull()
    }
    pass(150 + 1999)
    expect(heart.beat('steps')).toBeNull()
    const slow = made()
    pass(50)
    slow.beat('steps')
    pass(41_150)
    expect(slow.beat('steps')).toEqual({ wall: 41_000, clock: 41_000 })
    // The machine slept, and the clock of training with it.
    pass(41_150, 50)
    expect(slow.beat('steps')).toEqual({ wall: 41_000, clock: 0 })
    pass(60)
    expect(slow.beat('steps')).toBeNull()
  })

  it('finds a gap in what is kept, unless others worked while it was written', () => {
    const heart = made()
    heart.start(7)
    pass(900)
    expect(heart.kept(7)).toBeNull()
    pass(2700 + 1999)
    expect(heart.kept(7)).toBeNull()
    pass(41_000)
    expect(heart.kept(8)).toBeNull()
    pass(3 * 4699 + 4000)
    expect(heart.kept(8)).toEqual({ wall: 4000, clock: 4000 })
  })

  it('finds a wait for a turn in which nobody had one, and none where others worked', () => {
    const heart = made()
    heart.start(7)
    pass(1999)
    expect(heart.rested(7)).toBeNull()
    pass(41_000)
    expect(heart.rested(7)).toEqual({ wall: 41_000, clock: 41_000 })
    pass(41_000)
    expect(heart.rested(8)).toBeNull()
    pass(3000)
    heart.start(8)
    expect(heart.rested(8)).toBeNull()
  })
})
