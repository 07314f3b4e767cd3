import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const dist = fileURLToPath(new URL('../dist', import.meta.url))
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
}

/** A host of static files that sends no header of ours, and counts what it is asked for. */
export interface Host {
  readonly address: string
  readonly asked: string[]
  /** Text that follows the service worker: another one is another version. */
  after: string
  close(): Promise<void>
}

export async function plainHost(): Promise<Host> {
  const asked: string[] = []
  const server: Server = createServer(async ({ url = '/' }, response) => {
    const path = new URL(url, 'http://host').pathname
    asked.push(path)
    const name = normalize(path === '/' ? '/index.html' : path)
    try {
      const bytes = await readFile(join(dist, name))
      const body = name === '/sw.js' ? Buffer.concat([bytes, Buffer.from(host.after)]) : bytes
      response.writeHead(200, { 'Content-Type': TYPES[extname(name)] ?? 'text/plain' }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const host: Host = {
    address: `http://localhost:${(server.address() as AddressInfo).port}/`,
    asked,
    after: '',
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return host
}
