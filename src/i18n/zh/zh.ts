import type { Catalogue } from '../i18n.ts'
import app from './app.json' with { type: 'json' }
import charts from './charts.json' with { type: 'json' }
import clusters from './clusters.json' with { type: 'json' }
import compare from './compare.json' with { type: 'json' }
import controls from './controls.json' with { type: 'json' }
import data from './data.json' with { type: 'json' }
import effects from './effects.json' with { type: 'json' }
import inside from './inside.json' with { type: 'json' }
import dataIssues from './issues.data.json' with { type: 'json' }
import engineIssues from './issues.engine.json' with { type: 'json' }
import experimentIssues from './issues.experiment.json' with { type: 'json' }
import issues from './issues.json' with { type: 'json' }
import workerIssues from './issues.worker.json' with { type: 'json' }
import keys from './keys.json' with { type: 'json' }
import lab from './lab.json' with { type: 'json' }
import modules from './modules.json' with { type: 'json' }
import names from './names.json' with { type: 'json' }
import passport from './passport.json' with { type: 'json' }
import picks from './picks.json' with { type: 'json' }
import plan from './plan.json' with { type: 'json' }
import queue from './queue.json' with { type: 'json' }
import ranking from './ranking.json' with { type: 'json' }
import settings from './settings.json' with { type: 'json' }
import share from './share.json' with { type: 'json' }
import slices from './slices.json' with { type: 'json' }
import storage from './storage.json' with { type: 'json' }

const SETTINGS: Catalogue = settings
const MODULES: Catalogue = modules

/** Texts in zh-CN by namespace, keyed as the English ones; its only plural form is `_other`. */
export const CHINESE: Catalogue = {
  app,
  charts,
  clusters,
  compare,
  controls,
  data,
  effects,
  inside,
  keys,
  lab,
  names,
  passport,
  picks,
  plan,
  queue,
  ranking,
  share,
  slices,
  storage,
  issues: { ...issues, ...dataIssues, ...engineIssues, ...experimentIssues, ...workerIssues },
  ...SETTINGS,
  ...Object.fromEntries(Object.entries(MODULES).map(([id, texts]) => [id, { ...texts, ...SETTINGS[id] }])),
}
