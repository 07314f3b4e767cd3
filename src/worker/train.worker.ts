import { threadsOn } from '../core/threads.ts'
import { chooseBackend, isBackendLost } from './backend.ts'
import { openFiles } from './files.ts'
import type { Command } from './protocol.ts'
import { createSession } from './session.ts'

/** A turn of the event loop by a message to ourselves: no timer's clamp, and it runs in hidden tabs. */
const channel = new MessageChannel()
const waiting: (() => void)[] = []
channel.port1.onmessage = () => waiting.shift()?.()
const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push(resolve)
    channel.port2.postMessage(null)
  })

// Memory can be shared only where no other site's pages are in the process.
const threads = self.crossOriginIsolated ? threadsOn(navigator.hardwareConcurrency) : 1

const session = createSession({
  post: (message, transfer = []) => self.postMessage(message, { transfer: [...transfer] }),
  chooseBackend: (forced) => chooseBackend(forced, threads),
  isLost: isBackendLost,
  threads,
  clock: () => performance.now(),
  wall: () => Date.now(),
  files: () => openFiles('soundcheck'),
  breathe,
})

self.onmessage = (event: MessageEvent<Command>) => session.receive(event.data)
self.addEventListener('error', (event) => {
  event.preventDefault()
  session.fail(event.message)
})
self.addEventListener('unhandledrejection', (event) => {
  event.preventDefault()
  session.fail(String(event.reason))
})
