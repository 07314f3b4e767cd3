import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { kernels } from '../../.ci/kernels.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What the WASM glue expects of a CommonJS file; without it `setBackend` returns false and says nothing. */
const banner = [
  "import { createRequire as __createRequire } from 'node:module'",
  "import { fileURLToPath as __fileURLToPath } from 'node:url'",
  "import { dirname as __pathDirname } from 'node:path'",
  'const require = __createRequire(import.meta.url)',
  'const __filename = __fileURLToPath(import.meta.url)',
  'const __dirname = __pathDirname(__filename)',
].join('\n')

const { version }: { readonly version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** The command line as one folder of plain JavaScript: `vite build -c src/cli/vite.config.ts`. */
export default defineConfig({
  root,
  plugins: [kernels()],
  define: { SOUNDCHECK_VERSION: JSON.stringify(version) },
  resolve: { alias: [{ find: /^@tensorflow\/tfjs$/, replacement: '@tensorflow/tfjs-core' }] },
  build: {
    ssr: 'src/cli/main.ts',
    outDir: 'dist-cli',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    copyPublicDir: false,
    rolldownOptions: { output: { banner } },
  },
  // Node cannot follow tfjs's imports without extensions: everything is bundled, but for the optional native package.
  ssr: { noExternal: true, external: ['webgpu'] },
})
