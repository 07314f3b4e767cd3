// Walks a program: sections one after the other, each in parts that whoever is free takes.

import { binary, integers, step, unary } from './elementwise.as'
import { gemm, pack } from './gemm.as'
import { adam, copy, fill, gather, oneHot, scatter } from './move.as'
import {
  ADAM, ADDRESS_WORDS, BINARY, COMBINE, CONTROL, COPY, DONE, END, FILL, FIRST_TABLE, GATHER, GEMM, HEAD_WORDS, INTEGERS,
  MAXIMUM, ONE_HOT, PACK, ROWS, SCALARS, SCATTER, SECTION_AT, SECTION_WORDS, SLEEPERS, SOFTMAX, STEP, SUM, TICKET, UNARY,
} from './opcodes'
import { combine, maximum, softmax, sum } from './reduce.as'

@inline
function place(at: usize, i: i32, row: i32, group: i32, worker: i32): usize {
  const p = at + <usize>((HEAD_WORDS + i * ADDRESS_WORDS) << 2)
  return <usize>(load<i32>(p) + row * load<i32>(p, 4) + group * load<i32>(p, 8) + worker * load<i32>(p, 12))
}

@inline
function after(at: usize, addresses: i32): usize {
  return at + <usize>((HEAD_WORDS + addresses * ADDRESS_WORDS) << 2)
}

/** All records of a table, on the rows from `row`, for a row group, in a worker's own workspace. */
function walk(at: usize, row: i32, group: i32, worker: i32, isFirst: bool): void {
  for (;;) {
    const code = load<i32>(at)
    switch (code) {
      case END:
        return
      case BINARY: {
        const s = after(at, 3)
        binary(load<i32>(s), place(at, 0, row, group, worker), place(at, 1, row, group, worker), place(at, 2, row, group, worker), s + 4)
        break
      }
      case INTEGERS: {
        const s = after(at, 3)
        integers(load<i32>(s), place(at, 0, row, group, worker), place(at, 1, row, group, worker), place(at, 2, row, group, worker), s + 4)
        break
      }
      case UNARY: {
        const s = after(at, 2)
        unary(load<i32>(s), place(at, 0, row, group, worker), place(at, 1, row, group, worker), load<i32>(s, 4))
        break
      }
      case STEP: {
        const s = after(at, 2)
        step(place(at, 0, row, group, worker), place(at, 1, row, group, worker), load<i32>(s), load<f32>(s, 4))
        break
      }
      case SUM: {
        const s = after(at, 2)
        sum(place(at, 0, row, group, worker), place(at, 1, row, group, worker), load<i32>(s), load<i32>(s, 4), load<i32>(s, 8), load<f32>(s, 12), load<i32>(s, 16) != 0 && !isFirst)
        break
      }
      case MAXIMUM: {
        const s = after(at, 2)
        maximum(place(at, 0, row, group, worker), place(at, 1, row, group, worker), load<i32>(s), load<i32>(s, 4), load<i32>(s, 8))
        break
      }
      case SOFTMAX: {
        const s = after(at, 2)
        softmax(place(at, 0, row, group, worker), place(at, 1, row, group, worker), load<i32>(s), load<i32>(s, 4))
        break
      }
      case COPY: {
        const s = after(at, 2)
        copy(place(at, 0, row, group, worker), place(at, 1, row, group, worker), load<i32>(s), load<i32>(s, 4), load<i32>(s, 8), load<i32>(s, 12))
        break
      }
      case FILL: {
        const s = after(at, 1)
        fill(place(at, 0, row, group, worker), load<f32>(s), load<i32>(s, 4))
        break
      }
      case GATHER: {
        const s = after(at, 3)
        gather(place(at, 0, row, group, worker), place(at, 1, row, group, worker), place(at, 2, row, group, worker), load<i32>(s), load<i32>(s, 4), load<i32>(s, 8), load<i32>(s, 12))
        break
      }
      case SCATTER: {
        const s = after(at, 3)
        scatter(place(at, 0, row, group, worker), place(at, 1, row, group, worker), place(at, 2, row, group, worker), load<i32>(s), load<i32>(s, 4), load<i32>(s, 8), load<i32>(s, 12))
        break
      }
      case ONE_HOT: {
        const s = after(at, 2)
        oneHot(place(at, 0, row, group, worker), place(at, 1, row, group, worker), load<i32>(s), load<i32>(s, 4), load<f32>(s, 8), load<f32>(s, 12))
        break
      }
      case ADAM: {
        const s = after(at, 4)
        adam(place(at, 0, row, group, worker), place(at, 1, row, group, worker), place(at, 2, row, group, worker), place(at, 3, row, group, worker), load<i32>(s), load<f32>(s, 4), CONTROL + SCALARS)
        break
      }
      case GEMM: {
        const s = after(at, 4)
        gemm(place(at, 0, row, group, worker), place(at, 1, row, group, worker), place(at, 2, row, group, worker), place(at, 3, row, group, worker), load<i32>(s), load<i32>(s, 4), load<i32>(s, 8), load<i32>(s, 12), load<i32>(s, 16), load<i32>(s, 20), load<i32>(s, 24), load<i32>(s, 28), load<i32>(s, 32), load<i32>(s, 36) != 0 && !isFirst)
        break
      }
      case PACK: {
        const s = after(at, 2)
        pack(place(at, 0, row, group, worker), place(at, 1, row, group, worker), load<i32>(s), load<i32>(s, 4), load<i32>(s, 8))
        break
      }
      case COMBINE: {
        const s = after(at, 2)
        combine(place(at, 0, row, group, worker), place(at, 1, row, group, worker), load<i32>(s), load<i32>(s, 4), load<i32>(s, 8))
        break
      }
      default:
        unreachable()
    }
    at += <usize>load<i32>(at, 4)
  }
}

/** A part of a section: a table, or the chunks of one row group. */
function take(section: usize, part: i32, worker: i32): void {
  if (load<i32>(section) != ROWS) {
    walk(<usize>load<i32>(section + (<usize>(FIRST_TABLE + part) << 2)), 0, 0, worker, true)
    return
  }
  const groups = load<i32>(section, 4)
  const chunks = load<i32>(section, 8)
  const rows = load<i32>(section, 12)
  const full = <usize>load<i32>(section, 16)
  const last = <usize>load<i32>(section, 20)
  const from = (part * chunks) / groups
  const to = ((part + 1) * chunks) / groups
  for (let chunk = from; chunk < to; chunk++) {
    walk(chunk == chunks - 1 ? last : full, chunk * rows, part, worker, chunk == from)
  }
}

// A ticket says which section is on (16 bits, counted on and on), how many parts it has and which is next (8 bits each).
// Whoever adds one to it and gets a part below the number of parts owns that part, and the section cannot end before.

function takeParts(ticket: i32, worker: i32): void {
  for (;;) {
    const part = ticket & 0xff
    if (part >= ((ticket >> 8) & 0xff)) return
    take(<usize>atomic.load<i32>(CONTROL + SECTION_AT), part, worker)
    atomic.add<i32>(CONTROL + DONE, 1)
    ticket = atomic.add<i32>(CONTROL + TICKET, 1)
  }
}

/** Runs `count` sections that lie one after the other, with or without the help of others. */
export function play(sections: usize, count: i32, isShared: i32): void {
  for (let i = 0; i < count; i++) {
    const section = sections + <usize>(i * SECTION_WORDS * 4)
    const parts = load<i32>(section, 4)
    if (isShared == 0 || parts == 1) {
      for (let part = 0; part < parts; part++) take(section, part, 0)
      continue
    }
    atomic.store<i32>(CONTROL + DONE, 0)
    atomic.store<i32>(CONTROL + SECTION_AT, <i32>section)
    const ticket = ((((atomic.load<i32>(CONTROL + TICKET) >>> 16) + 1) & 0xffff) << 16) | (parts << 8)
    atomic.store<i32>(CONTROL + TICKET, ticket)
    if (atomic.load<i32>(CONTROL + SLEEPERS) > 0) atomic.notify(CONTROL + TICKET)
    takeParts(atomic.add<i32>(CONTROL + TICKET, 1), 0)
    while (atomic.load<i32>(CONTROL + DONE) < parts) {}
  }
}

const SPINS: i32 = 20000

/** What a helper does: takes parts of whatever section is on. After a while without one it gives the ticket it saw last. */
export function serve(worker: i32): i32 {
  let seen = -1
  let ticket = 0
  for (let spins = 0; spins < SPINS; spins++) {
    ticket = atomic.load<i32>(CONTROL + TICKET)
    if (ticket >>> 16 != seen && (ticket & 0xff) < ((ticket >> 8) & 0xff)) {
      takeParts(atomic.add<i32>(CONTROL + TICKET, 1), worker)
      spins = 0
    }
    seen = ticket >>> 16
  }
  return ticket
}
