import * as z from 'zod/mini'

// Compiling parsers from text is refused by the page's policy.
z.config({ jitless: true })

/** What describes files and records that are read: the small form of the library, set up once. */
export { z }
