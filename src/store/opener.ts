import { type Issue, issue } from '../core/result.ts'
import type { Access } from './access.ts'
import { openedLink } from './links.ts'
import type { OpenActions } from './state.ts'

/** Whether a file is an experiment, or a picture that may hold one, and no table. */
export const isExperiment = (name: string): boolean => /\.(soundcheck|png|svg)$/i.test(name)

/** Files that hold an experiment: it is put up for review as a link is, and nothing is trained. */
export function createOpener(access: Access): OpenActions {
  const broken = (issues: readonly Issue[]): void => access.set({ link: { kind: 'broken', issues } })

  return {
    openFile(file) {
      // What reads files is loaded when the first one comes.
      import('../experiment/opened-file.ts')
        .then(({ linkOfFile }) => linkOfFile(file))
        .then(
          (link) => (link.ok ? access.set({ link: openedLink(link.value) }) : broken(link.error)),
          (error: unknown) => broken([issue('file', 'worker.unexpected', { detail: String(error) })]),
        )
    },
  }
}
