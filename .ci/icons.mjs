// `node .ci/icons.mjs`: draws public/icon.svg as the PNGs that an installed app needs.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import { findChromium } from './chromium.mjs'

const folder = fileURLToPath(new URL('../public/', import.meta.url))
const mark = readFileSync(`${folder}icon.svg`, 'utf8')
const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
const browser = await chromium.launch({ executablePath: await findChromium(), args: sandbox })
for (const size of [192, 512]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  await page.setContent(
    `<body style="margin:0">${mark.replace('<svg ', `<svg width="${size}" height="${size}" `)}`,
  )
  await page.screenshot({ path: `${folder}icon-${size}.png`, omitBackground: true })
}
await browser.close()
