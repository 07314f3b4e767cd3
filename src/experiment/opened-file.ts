import { isPng, linkOfPng, linkOfSvg } from '../core/picture-link.ts'
import { fail, issue, ok, type Result } from '../core/result.ts'
import { readSoundcheckFile } from './soundcheck-file.ts'

/** A file of the page, as far as it is read here. */
export interface OpenedFile {
  readonly name: string
  readonly size: number
  arrayBuffer(): Promise<ArrayBuffer>
}

/** Largest picture that is looked into. */
const LARGEST_PICTURE = 64 << 20

/** The link of the experiment that a picture or a `.soundcheck` file holds, by its content and not by its name. */
export async function linkOfFile(file: OpenedFile): Promise<Result<string>> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  if (isZip(bytes)) {
    const read = readSoundcheckFile(bytes)
    return read.ok ? ok(read.value.link) : read
  }
  if (bytes.length > LARGEST_PICTURE)
    return fail([issue('file', 'file.tooLarge', { most: LARGEST_PICTURE >> 20 })])
  const link = isPng(bytes) ? linkOfPng(bytes) : linkOfSvg(latinText(bytes))
  if (link !== null) return ok(link)
  return fail([
    issue('file', /\.soundcheck$/i.test(file.name) ? 'file.damaged' : 'file.noLink', { name: file.name }),
  ])
}

const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b

/** Bytes as characters: a link has no others than ASCII. */
function latinText(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return text
}
