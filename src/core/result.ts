/** What a person can fix in their input. The text is in the message catalogue under `issues.<code>`. */
export interface Issue {
  /** Where: `line 812`, `column gender`, `modules.user-clusters.clusters`. */
  readonly path: string
  /** Catalogue key below `issues.`; a module's own issues are `<module id>:<key>`. */
  readonly code: string
  /** What the text names. */
  readonly params: Readonly<Record<string, string | number>>
  /** An error blocks; a warning is stated and work goes on. */
  readonly severity: 'error' | 'warning'
}

export type Result<T, E = readonly Issue[]> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E }

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value })
export const fail = <E>(error: E): Result<never, E> => ({ ok: false, error })

export function issue(path: string, code: string, params: Issue['params'] = {}): Issue {
  return { path, code, params, severity: 'error' }
}

export function warning(path: string, code: string, params: Issue['params'] = {}): Issue {
  return { path, code, params, severity: 'warning' }
}
