// A page that has a file read in a worker and watches its own frames meanwhile; import.bench.ts drives it.
import type { Reader, Reading } from './reader.worker.ts'

const input = document.createElement('input')
input.type = 'file'
document.body.append(input)

export interface Watched extends Reading {
  /** Longest time from one animation frame of the page to the next, in milliseconds. */
  readonly longestFrame: number
}

async function read(reader: Reader): Promise<Watched> {
  const file = input.files?.[0]
  if (file === undefined) throw new Error('no file was chosen')
  const worker = new Worker(new URL('./reader.worker.ts', import.meta.url), { type: 'module' })
  let longestFrame = 0
  let last = performance.now()
  let isOver = false
  const watch = (now: number): void => {
    longestFrame = Math.max(longestFrame, now - last)
    last = now
    if (!isOver) requestAnimationFrame(watch)
  }
  requestAnimationFrame(watch)
  const reading = await new Promise<Reading>((done, fail) => {
    worker.onmessage = ({ data }: MessageEvent<Reading>) => done(data)
    worker.onerror = ({ message }) => fail(new Error(message))
    worker.postMessage({ file, reader })
  })
  isOver = true
  worker.terminate()
  return { ...reading, longestFrame }
}

const engine = { read }
export type Engine = typeof engine
Object.assign(window, { engine })
