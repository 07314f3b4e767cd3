/// <reference lib="webworker" />
import { HEADERS } from './headers.ts'

declare const self: ServiceWorkerGlobalScope & {
  /** The files of this build; written in when it is made. */
  readonly __WB_MANIFEST: readonly { readonly url: string; readonly revision: string | null }[]
}

const FILES = self.__WB_MANIFEST
const PREFIX = 'soundcheck-'
/** One cache a build. */
const CACHE = `${PREFIX}${digest(FILES.map(({ url, revision }) => `${url} ${revision}`).join('\n'))}`
/** Builds whose files are kept: this one, and the one that an open page may still run. */
const MOST_CACHES = 2
const INDEX = new URL('index.html', self.registration.scope).href

self.addEventListener('install', (event) => event.waitUntil(fill()))
self.addEventListener('activate', (event) => event.waitUntil(tidied()))
self.addEventListener('message', ({ data }) => {
  // An update waits until a person asks for it: a training under way is never reloaded.
  if (data === 'take-over') void self.skipWaiting()
})
self.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method === 'GET' && request.url.startsWith(self.registration.scope))
    event.respondWith(answered(request))
})

/** All files of the build, or none: what is missing keeps the last build in place. */
async function fill(): Promise<void> {
  const cache = await caches.open(CACHE)
  await cache.addAll(
    FILES.map(({ url, revision }) => {
      // A name that holds a hash of its content is never out of date.
      const mode = revision === null ? 'default' : 'reload'
      return new Request(new URL(url, self.registration.scope), { cache: mode, credentials: 'same-origin' })
    }),
  )
}

/** Older builds make room; pages that are open are served from now on. */
async function tidied(): Promise<void> {
  const own = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE)
  await Promise.all(
    own.slice(0, Math.max(0, own.length - (MOST_CACHES - 1))).map((name) => caches.delete(name)),
  )
  await self.clients.claim()
}

/** From this build, else from one that is kept, else from the network. */
async function answered(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  const options = { ignoreSearch: true, ignoreVary: true }
  const asked = request.mode === 'navigate' ? INDEX : request
  const found = (await cache.match(asked, options)) ?? (await caches.match(asked, options))
  return withHeaders(found ?? (await fetch(request)))
}

/** Hosts that send no headers of ours are as strict as those that do. */
function withHeaders(response: Response): Response {
  if (response.type === 'error' || response.type === 'opaqueredirect') return response
  const headers = new Headers(response.headers)
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value)
  const { status, statusText } = response
  const hasBody = ![101, 204, 205, 304].includes(status)
  return new Response(hasBody ? response.body : null, { status, statusText, headers })
}

/** FNV-1a: names a build, guards nothing. */
function digest(text: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(16)
}
