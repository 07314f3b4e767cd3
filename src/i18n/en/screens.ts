import type { Catalogue } from '../i18n.ts'
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
import lab from './lab.json' with { type: 'json' }
import passport from './passport.json' with { type: 'json' }
import plan from './plan.json' with { type: 'json' }
import queue from './queue.json' with { type: 'json' }
import ranking from './ranking.json' with { type: 'json' }
import share from './share.json' with { type: 'json' }
import slices from './slices.json' with { type: 'json' }

/** English texts by namespace that only what is fetched after the start shows. */
export const SCREENS: Catalogue = {
  charts,
  clusters,
  compare,
  controls,
  data,
  effects,
  inside,
  lab,
  passport,
  plan,
  queue,
  ranking,
  share,
  slices,
  issues: { ...issues, ...dataIssues, ...engineIssues, ...experimentIssues, ...workerIssues },
}
