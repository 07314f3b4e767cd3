import { fileURLToPath } from 'node:url'
import { mergeConfig } from 'vite'
import cli from '../src/cli/vite.config.ts'

/** The command line's build, of the bench that `BENCH` names. */
export default mergeConfig(cli, {
  // Its build for Node declares a `require` of its own beside the banner's.
  ssr: { external: ['fflate'] },
  build: {
    ssr: fileURLToPath(new URL(`${process.env.BENCH}/entry.ts`, import.meta.url)),
    outDir: fileURLToPath(new URL(`../dist-bench/${process.env.BENCH}`, import.meta.url)),
  },
})
