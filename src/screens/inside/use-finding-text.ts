import { useTranslation } from 'react-i18next'
import { metricText, percentText, plainText } from '../../charts/format.ts'
import { branchesOf } from '../../modules/scene-routing/view.ts'
import { MODULES } from '../../modules/specs.ts'
import type { Finding } from '../../run/doctor.ts'
import type { Run } from '../../run/run.ts'

/** The words for what the doctor found in a run. */
export function useFindingText(run: Run): (finding: Finding) => string {
  const { t } = useTranslation(['inside', 'scene-routing'])
  const routing = run.config.modules['scene-routing']
  const branches = routing === undefined ? [] : branchesOf(routing, run.observed?.sceneNames ?? [])
  const branchName = (at: number): string => {
    const branch = branches[at]
    if (branch === undefined) return String(at + 1)
    const { kind, number, scene } = branch
    return t(`scene-routing:branch.${kind}`, { number, scene })
  }
  return (finding) => {
    switch (finding.kind) {
      case 'leak':
        return leakText(finding, t)
      case 'dead':
        return finding.what === 'part'
          ? t('doctor.dead.part', {
              part: MODULES.find(({ id }) => id === finding.part)?.title ?? finding.part,
              share: plainText(finding.share),
            })
          : t('doctor.dead.expert', {
              expert: branchName(finding.branch),
              contribution: percentText(finding.contribution, 1),
              silent: percentText(finding.silent),
            })
      case 'collapse':
        return t('doctor.collapse.expert', {
          expert: branchName(finding.branch),
          cosine: metricText(finding.cosine, 3),
        })
      case 'conflict':
        return t(`doctor.conflict.${finding.between}`, {
          ...{ first: finding.first, second: finding.second },
          ...{ cosine: metricText(finding.cosine, 2), least: metricText(finding.least, 2) },
        })
      default:
        return finding satisfies never
    }
  }
}

type Translate = (key: string, params: Readonly<Record<string, string>>) => string

function leakText(finding: Finding & { readonly kind: 'leak' }, t: Translate): string {
  switch (finding.by) {
    case 'field': {
      const { field, task, auc } = finding
      return t('doctor.leak.field', { field, task, auc: metricText(auc, 3) })
    }
    case 'batch':
      return t('doctor.leak.batch', { change: plainText(finding.change) })
    case 'route': {
      const { scene, other, share } = finding
      return t('doctor.leak.route', { scene, other, share: percentText(share, 1) })
    }
    default:
      return finding satisfies never
  }
}
