import { createInstance, type i18n } from 'i18next'
import type { Issue } from '../core/result.ts'
import { type AnyModule, MODULES } from '../modules/specs.ts'
import app from './en/app.json' with { type: 'json' }
import charts from './en/charts.json' with { type: 'json' }
import compare from './en/compare.json' with { type: 'json' }
import data from './en/data.json' with { type: 'json' }
import inside from './en/inside.json' with { type: 'json' }
import dataIssues from './en/issues.data.json' with { type: 'json' }
import engineIssues from './en/issues.engine.json' with { type: 'json' }
import experimentIssues from './en/issues.experiment.json' with { type: 'json' }
import issues from './en/issues.json' with { type: 'json' }
import workerIssues from './en/issues.worker.json' with { type: 'json' }
import lab from './en/lab.json' with { type: 'json' }
import plan from './en/plan.json' with { type: 'json' }
import ranking from './en/ranking.json' with { type: 'json' }
import share from './en/share.json' with { type: 'json' }
import slices from './en/slices.json' with { type: 'json' }

/** English texts by namespace; a module's own texts are the namespace of its id. */
export const ENGLISH: Readonly<Record<string, object>> = {
  app,
  charts,
  compare,
  data,
  inside,
  lab,
  plan,
  ranking,
  share,
  slices,
  issues: { ...issues, ...dataIssues, ...engineIssues, ...experimentIssues, ...workerIssues },
  ...Object.fromEntries(
    MODULES.map((module) => [module.id, { ...module.messages, ...interventionsOf(module) }]),
  ),
}

/** What a module can be made to do without, as `intervention.<name>`. */
function interventionsOf(module: AnyModule): Readonly<Record<string, string>> {
  const texts: Readonly<Record<string, string>> =
    'interventions' in module ? (module.interventions ?? {}) : {}
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [`intervention.${name}`, text]))
}

/** The message catalogue. A key that is missing throws: a page must not show keys. */
export function createMessages(): i18n {
  const instance = createInstance()
  void instance.init({
    lng: 'en',
    resources: { en: ENGLISH },
    defaultNS: 'app',
    ns: Object.keys(ENGLISH),
    keySeparator: false,
    interpolation: { escapeValue: false },
    returnNull: false,
    saveMissing: true,
    missingKeyHandler: (_languages, namespace, key) => {
      throw new Error(`no message ${namespace}:${key}`)
    },
  })
  return instance
}

/** The text of an issue; a code with a colon is a module's own. */
export function issueText(messages: i18n, issue: Issue): string {
  const [module, key] = issue.code.split(':')
  return key === undefined
    ? messages.t(issue.code, { ns: 'issues', ...issue.params })
    : messages.t(key, { ns: module as string, ...issue.params })
}
