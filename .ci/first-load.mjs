// What a page loads first: its own scripts, held to a size, and beside them the card of a link where it was opened with one.
import { brotliCompressSync } from 'node:zlib'

/** What is fetched for a link's card, by the ends of its modules' names. */
const CARD = ['/src/screens/share/ReviewCard.tsx', '/src/i18n/en/screens.ts']

/** A chunk's file and those of all that it imports. */
function withImports(bundle, file, found = new Set()) {
  const chunk = bundle[file]
  if (chunk === undefined || found.has(file)) return found
  found.add(file)
  for (const imported of chunk.imports) withImports(bundle, imported, found)
  return found
}

function startFiles(bundle) {
  const entry = Object.values(bundle).find((chunk) => chunk.type === 'chunk' && chunk.isEntry)
  if (entry === undefined) throw new Error('the build has no first script')
  return withImports(bundle, entry.fileName)
}

function cardFiles(bundle) {
  const start = startFiles(bundle)
  const files = CARD.flatMap((name) => {
    const chunk = Object.values(bundle).find((one) => one.facadeModuleId?.endsWith(name))
    if (chunk === undefined) throw new Error(`no chunk of its own for ${name}`)
    return [...withImports(bundle, chunk.fileName)]
  })
  return [...new Set(files)].filter((file) => !start.has(file))
}

/** Tells the page what a link's card needs, and refuses a build whose first scripts are more than `most` bytes by brotli. */
export function firstLoad(most) {
  return {
    name: 'soundcheck-first-load',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) => {
        const card = cardFiles(bundle).map((file) => `./${file}`)
        const attrs = { src: './early.js', async: true, 'data-card': card.join(' ') }
        return [{ tag: 'script', attrs, injectTo: 'head' }]
      },
    },
    writeBundle(_options, bundle) {
      // A script that is built by itself is no page.
      if (bundle['index.html'] === undefined) return
      const sizes = [...startFiles(bundle)].map((file) => brotliCompressSync(bundle[file].code).length)
      const size = sizes.reduce((sum, own) => sum + own, 0)
      if (size > most) this.error(`the page starts with ${size} bytes of script (brotli), more than ${most}`)
    },
  }
}
