import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/**
 * The dependency rule. A file belongs to the first place whose pattern it matches, and may import only what that
 * row names: places of ours, and packages. A type-only import counts. This table is the document.
 */
interface Place {
  readonly name: string
  readonly files: RegExp
  readonly may: readonly string[]
  readonly packages: readonly RegExp[]
}
const TFJS = /^@tensorflow\/tfjs/
const REACT = /^(react|react-dom|react-i18next|wouter|lucide-react|@mantine\/[a-z]+)(\/|$)/
const I18N = /^i18next$/

const PLACES: readonly Place[] = [
  {
    name: 'core',
    files: /^core\//,
    may: [],
    packages: [/^pure-rand\//, /^@noble\/hashes\//, /^ml-matrix$/, /^jstat$/],
  },
  { name: 'spec', files: /^modules\/[^/]+\/spec\.ts$/, may: ['core'], packages: [] },
  { name: 'specs', files: /^modules\/specs\.ts$/, may: ['core', 'spec'], packages: [] },
  {
    name: 'view',
    files: /^modules\/[^/]+\/view(\.ts|\/)/,
    may: ['core', 'experiment', 'run', 'spec', 'specs', 'view'],
    packages: [],
  },
  {
    name: 'graph',
    files: /^modules\/[^/]+\/graph(\.ts|\/)/,
    may: ['core', 'nn', 'stage', 'spec', 'graph'],
    packages: [TFJS],
  },
  {
    name: 'graphs',
    files: /^modules\/(graphs|parts)\.ts$/,
    may: ['core', 'spec', 'specs', 'graph', 'graphs', 'stage'],
    packages: [],
  },
  {
    name: 'panel',
    files: /^modules\/[^/]+\/(Panel\.tsx|panel\/)/,
    may: ['core', 'experiment', 'run', 'charts', 'ui', 'i18n', 'spec', 'specs', 'view', 'panel', 'panels'],
    packages: [REACT],
  },
  {
    name: 'panels',
    files: /^modules\/panel[^/]*\.tsx?$/,
    may: ['core', 'experiment', 'run', 'specs', 'panel'],
    packages: [REACT],
  },
  {
    name: 'experiment',
    files: /^experiment\//,
    may: ['core', 'specs', 'spec'],
    packages: [/^fflate$/, /^zod\/mini$/],
  },
  // The service worker: a program of its own beside the page.
  { name: 'offline', files: /^offline\//, may: [], packages: [] },
  { name: 'run', files: /^run\//, may: ['core', 'experiment'], packages: [] },
  {
    name: 'stories',
    files: /^stories\//,
    may: ['core', 'experiment', 'run', 'spec', 'specs', 'view'],
    packages: [],
  },
  { name: 'ingest', files: /^ingest\//, may: ['core'], packages: [/^hyparquet/] },
  { name: 'nn', files: /^nn\//, may: ['core'], packages: [TFJS] },
  { name: 'stage', files: /^model\/stage\.ts$/, may: ['core', 'nn'], packages: [TFJS] },
  { name: 'model', files: /^model\//, may: ['core', 'experiment', 'run', 'nn', 'stage'], packages: [TFJS] },
  { name: 'compile', files: /^compile\//, may: ['core'], packages: [TFJS, /^virtual:soundcheck-kernels$/] },
  // Trained models as files of other programs: text and bytes made of values.
  { name: 'portable', files: /^portable\//, may: ['core', 'experiment', 'compile'], packages: [/^fflate$/] },
  {
    name: 'engine',
    files: /^engine\//,
    may: ['core', 'experiment', 'run', 'nn', 'model', 'stage', 'compile', 'portable'],
    packages: [TFJS],
  },
  { name: 'protocol', files: /^worker\/protocol\.ts$/, may: ['core', 'experiment', 'run'], packages: [] },
  // The client names the worker's entry by address; nothing of it is bundled into the page.
  { name: 'client', files: /^worker\/client\.ts$/, may: ['protocol', 'entry'], packages: [] },
  { name: 'entry', files: /^worker\/train\.worker\.ts$/, may: ['core', 'worker', 'protocol'], packages: [] },
  {
    name: 'worker',
    files: /^worker\//,
    may: [
      'core',
      'experiment',
      'run',
      'ingest',
      'nn',
      'model',
      'engine',
      'stage',
      'specs',
      'spec',
      'graphs',
      'protocol',
      'portable',
    ],
    packages: [TFJS],
  },
  {
    name: 'cli',
    files: /^cli\//,
    may: [
      'core',
      'experiment',
      'run',
      'ingest',
      'nn',
      'model',
      'engine',
      'stage',
      'specs',
      'spec',
      'graphs',
      'stories',
      'i18n',
      'protocol',
    ],
    packages: [TFJS, I18N, /^node:/, /^webgpu$/, /^vite$/, /^vitest\/config$/],
  },
  {
    name: 'hooks',
    files: /^store\/(hooks|provider)\.tsx?$/,
    may: ['core', 'experiment', 'run', 'store', 'specs'],
    packages: [REACT, /^zustand/],
  },
  {
    name: 'store',
    files: /^store\//,
    may: ['core', 'experiment', 'run', 'specs', 'spec', 'protocol'],
    packages: [/^zustand\//],
  },
  // What is kept on the device; it watches the store and fills it. Nothing of the page waits for it.
  {
    name: 'keep',
    files: /^keep\//,
    // An archive is a zip, and is unpacked as one that is dropped as data.
    may: ['core', 'experiment', 'run', 'store', 'protocol', 'ingest'],
    packages: [/^dexie$/, /^fflate$/],
  },
  // It names settings and groups, so it knows what there is to name.
  { name: 'i18n', files: /^i18n\//, may: ['core', 'specs', 'experiment'], packages: [I18N] },
  { name: 'charts', files: /^charts\//, may: ['core', 'run', 'i18n'], packages: [REACT, /^recharts$/] },
  { name: 'ui', files: /^ui\//, may: ['core', 'charts', 'i18n'], packages: [REACT, I18N] },
  {
    name: 'screens',
    files: /^screens\//,
    may: [
      'core',
      'experiment',
      'run',
      'store',
      'hooks',
      'charts',
      'ui',
      'i18n',
      'specs',
      'panels',
      'protocol',
      'view',
      'stories',
    ],
    // A link as a code for cameras.
    packages: [REACT, I18N, /^uqr$/],
  },
  {
    name: 'app',
    files: /^app\//,
    may: [
      'core',
      'experiment',
      'run',
      'store',
      'hooks',
      'charts',
      'ui',
      'i18n',
      'specs',
      'panels',
      'screens',
      'protocol',
    ],
    packages: [REACT, I18N],
  },
  {
    name: 'main',
    files: /^main\.tsx$/,
    may: ['app', 'store', 'hooks', 'i18n', 'client', 'keep', 'core'],
    packages: [REACT],
  },
]

const root = dirname(fileURLToPath(import.meta.url))
/** Tests, and the recipe by which the command line is built. */
const isTest = (path: string): boolean =>
  /\.test\.tsx?$|vite\.config\.ts$/.test(path) || path.startsWith('testing/')

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sourceFiles(path)
    const name = relative(root, path).split(sep).join('/')
    return /\.tsx?$/.test(name) && !name.endsWith('.d.ts') && !name.endsWith('.as.ts') && !isTest(name)
      ? [name]
      : []
  })
}

const placeOf = (file: string): Place | undefined => PLACES.find((place) => place.files.test(file))

/** Every module named by import, export … from, import() or new URL(…) in a file. */
function importsOf(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  return [
    ...code.matchAll(/(?:^|[\s;}])(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]/g),
    ...code.matchAll(/(?:^|[\s;}])import\s*['"]([^'"]+)['"]/g),
    ...code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g),
    ...code.matchAll(/new URL\(\s*['"](\.[^'"]+\.tsx?)['"]/g),
  ].map((match) => match[1] as string)
}

/** What of a file's imports its place does not allow, as `file → import`. */
function breaches(file: string, text: string): string[] {
  const place = placeOf(file)
  if (place === undefined) return [`${file} belongs to no place of the table`]
  return importsOf(text).flatMap((name) => {
    if (/\.(css|svg)$/.test(name)) return []
    if (!name.startsWith('.')) {
      const wasm = /\.wasm(\?url)?$/.test(name) && place.packages.includes(TFJS)
      return wasm || place.packages.some((allowed) => allowed.test(name)) ? [] : [`${file} → ${name}`]
    }
    const target = relative(root, resolve(root, dirname(file), name))
      .split(sep)
      .join('/')
    const folder = placeOf(target)
    if (folder?.name === place.name && place.name !== 'spec') return ownModuleOnly(file, target)
    return folder !== undefined && place.may.includes(folder.name)
      ? ownModuleOnly(file, target)
      : [`${file} → ${target}`]
  })
}

/** Modules never import one another. */
function ownModuleOnly(file: string, target: string): string[] {
  const own = /^modules\/([^/]+)\//.exec(file)?.[1]
  const other = /^modules\/([^/]+)\//.exec(target)?.[1]
  return own !== undefined && other !== undefined && own !== other ? [`${file} → ${target}`] : []
}

describe('the dependency rule', () => {
  const files = sourceFiles(root)

  it('covers every source file', () => {
    expect(files.length).toBeGreaterThan(30)
    expect(files.filter((file) => placeOf(file) === undefined)).toEqual([])
  })

  it('holds in every file', () => {
    expect(files.flatMap((file) => breaches(file, readFileSync(join(root, file), 'utf8')))).toEqual([])
  })

  it.each([
    ['core/auc.ts', "import * as tf from '@tensorflow/tfjs'"],
    ['core/auc.ts', "import type { Run } from '../run/run.ts'"],
    ['modules/user-clusters/graph.ts', "import { priorGate } from '../prior-gate/spec.ts'"],
    ['screens/data/DataScreen.tsx', "const m = await import('../../worker/session.ts')"],
    ['model/ranker.ts', "import { partsOf } from '../modules/parts.ts'"],
    ['worker/session.ts', "import { useState } from 'react'"],
    ['store/workbench.ts', "export { train } from '../model/train.ts'"],
    ['ui/Button.tsx', "import { create } from 'zustand'"],
  ])('finds a planted breach in %s', (file, text) => {
    expect(breaches(file, text)).toHaveLength(1)
  })

  it.each(['core', 'experiment', 'run'])(
    '%s draws no random number of its own and reads no clock',
    (folder) => {
      const culprits = files
        .filter((file) => file.startsWith(`${folder}/`))
        .filter((file) => /\bMath\.random\b|\bDate\.now\b|\bperformance\.now\b/.test(stripComments(file)))
      expect(culprits).toEqual([])
    },
  )
})

const stripComments = (file: string): string =>
  readFileSync(join(root, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
