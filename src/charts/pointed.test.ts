import { describe, expect, it } from 'vitest'
import { draggedOver, leave, point, pointedIn, pointedOn } from './pointed.ts'

describe('the pointer on a plot', () => {
  const area = { left: 100, top: 50, width: 200, height: 80 }
  it('is a share of the way from left to right and from top to bottom', () => {
    expect(pointedIn(area, 100, 50)).toEqual({ x: 0, y: 0 })
    expect(pointedIn(area, 150, 70)).toEqual({ x: 0.25, y: 0.25 })
    expect(pointedIn(area, 300, 130)).toEqual({ x: 1, y: 1 })
  })
  it('is nowhere beyond an edge', () => {
    for (const [x, y] of [
      [99, 70],
      [301, 70],
      [150, 49],
      [150, 131],
    ] as const)
      expect(pointedIn(area, x, y)).toBeNull()
  })
  it('is in one place on all plots of a name, and on no other', () => {
    point('over-training', { x: 0.5, y: 0.1 })
    expect(pointedOn('over-training')).toEqual({ x: 0.5, y: 0.1 })
    expect(pointedOn('another')).toBeNull()
    point('over-training', null)
    expect(pointedOn('over-training')).toBeNull()
  })
  it('stays where a finger tapped, and goes with a mouse or a pen', () => {
    const place = { x: 0.5, y: 0.1 }
    for (const [pointerType, left] of [
      ['touch', place],
      ['mouse', null],
      ['pen', null],
    ] as const) {
      point('tapped', place)
      leave('tapped', pointerType)
      expect(pointedOn('tapped')).toEqual(left)
    }
    point('tapped', null)
  })
})

describe('a drag over a plot', () => {
  it('covers what lies between where it began and where it was last, either way', () => {
    expect(draggedOver([2, 5])).toEqual([2, 5])
    expect(draggedOver([5, 2])).toEqual([2, 5])
  })
  it('covers nothing where it did not begin or did not move', () => {
    expect(draggedOver(null)).toBeNull()
    expect(draggedOver([3, 3])).toBeNull()
  })
})
