const rules = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
]
/** No other site shows the page in a frame of its own; a page cannot say so of itself. */
const policy = [...rules, "frame-ancestors 'none'"].join('; ')

/** Memory shared by threads needs a page that shares its process with no other site. */
export const ISOLATION: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

/** What every response of ours says, whoever sends it: a server, a host that reads `_headers`, or the service worker. */
export const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': policy,
  ...ISOLATION,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}

/** The policy within the page, for the first load from a host that sends no headers: no worker serves that yet. */
export const POLICY_TAG = {
  tag: 'meta',
  attrs: { 'http-equiv': 'Content-Security-Policy', content: rules.join('; ') },
  injectTo: 'head-prepend' as const,
}

/** `_headers`, as hosts of static files read it. */
export const headersFile = (): string =>
  `/*\n${Object.entries(HEADERS)
    .map(([name, value]) => `  ${name}: ${value}\n`)
    .join('')}`
