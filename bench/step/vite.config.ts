import { fileURLToPath } from 'node:url'
import { mergeConfig } from 'vite'
import cli from '../../src/cli/vite.config.ts'

/** The command line's build, from this entry. */
export default mergeConfig(cli, {
  build: {
    ssr: fileURLToPath(new URL('entry.ts', import.meta.url)),
    outDir: fileURLToPath(new URL('../../dist-bench', import.meta.url)),
  },
})
