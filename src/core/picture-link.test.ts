import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { crc32, linkOfPng, linkOfSvg, pngWithLink, svgWithLink } from './picture-link.ts'

const LINK = '#/x/1.AZVTab-_c.9fQ2aB'
const png = new Uint8Array(readFileSync(new URL('../../public/icon-192.png', import.meta.url)))

describe('a picture with a link', () => {
  it('is the same PNG with one chunk more, from which the link is read', () => {
    const made = pngWithLink(png, `https://example.org/a/${LINK}`)
    expect(linkOfPng(made)).toBe(LINK)
    expect(linkOfPng(png)).toBeNull()
    const at = made.length - 12 - (12 + 'Soundcheck\0https://example.org/a/'.length + LINK.length)
    expect([...made.subarray(0, at), ...made.subarray(made.length - 12)]).toEqual([...png])
  })

  it('has the checksum of the standard: CRC-32 of "123456789" is cbf43926', () => {
    expect(crc32(new TextEncoder().encode('123456789')).toString(16)).toBe('cbf43926')
  })

  it('gives no link when a byte of it is another, and none when it is cut anywhere', () => {
    const made = pngWithLink(png, LINK)
    const changed = made.slice()
    changed[made.length - 20] = (changed[made.length - 20] as number) ^ 1
    expect(linkOfPng(changed)).toBeNull()
    for (let length = 0; length < made.length - 12; length += 97) {
      expect(linkOfPng(made.subarray(0, length))).toBeNull()
    }
  })

  it('is an SVG that says it in its metadata', () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9"><title>#/x/1.other.aaaaaa</title></svg>'
    const made = svgWithLink(svg, `https://example.org/?a=1&b=2${LINK}`)
    expect(made).toContain('?a=1&amp;b=2')
    expect(linkOfSvg(made)).toBe(LINK)
    // What merely looks like a link is none.
    expect(linkOfSvg(svg)).toBeNull()
  })
})
