import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { HEADERS, headersFile, POLICY_TAG } from './headers.ts'

describe('the headers of every response', () => {
  it('are the same where a host reads them from a file', () => {
    expect(readFileSync(new URL('../../public/_headers', import.meta.url), 'utf8')).toBe(headersFile())
  })

  it('let pages and workers speak to nobody else, and run no text as code', () => {
    const policy = new Map(
      (HEADERS['Content-Security-Policy'] as string).split('; ').map((rule) => {
        const [name, ...values] = rule.split(' ')
        return [name, values] as const
      }),
    )
    expect(policy.get('default-src')).toEqual(["'none'"])
    for (const name of ['connect-src', 'worker-src', 'font-src', 'manifest-src']) {
      expect(policy.get(name)).toEqual(["'self'"])
    }
    expect(policy.get('script-src')).toEqual(["'self'", "'wasm-unsafe-eval'"])
  })

  it('let no other site show the page in a frame; a page says all the rest of itself', () => {
    const policy = HEADERS['Content-Security-Policy']
    expect(policy?.endsWith("; frame-ancestors 'none'")).toBe(true)
    expect(POLICY_TAG.attrs).toEqual({
      'http-equiv': 'Content-Security-Policy',
      // Browsers ignore it in a page, and complain.
      content: policy?.replace("; frame-ancestors 'none'", ''),
    })
  })
})
