import { readFileSync, writeFileSync } from 'node:fs'
import { type GoldenLink, meaningOf } from '../../src/testing/golden.ts'
import { linksOfToday } from '../../src/testing/links-of-today.ts'

// `npm run links:mint -- <release>` adds the links that this version makes to the golden list; none is ever taken out.
const FILE = 'src/testing/golden-links.json'
const [release] = process.argv.slice(2)
if (release === undefined) throw new Error('which release? npm run links:mint -- 0.1.0')
const known: readonly GoldenLink[] = JSON.parse(readFileSync(FILE, 'utf8'))
const links = new Set(known.map(({ link }) => link))
const minted = [...linksOfToday()]
  .filter(([, link]) => !links.has(link))
  .map(([name, link]): GoldenLink => ({ name: `${release}: ${name}`, link, meaning: meaningOf(link) }))
const all = [...known, ...minted]
writeFileSync(FILE, `${JSON.stringify(all, null, 2)}\n`)
process.stdout.write(`${minted.length} links minted, ${all.length} in all\n`)
