import { useTranslation } from 'react-i18next'
import type { Measure } from './view.ts'

/** The measures that a trade-off can be drawn of, with their names. */
export function useMeasures(tasks: readonly string[], withHosts: boolean) {
  const { t } = useTranslation('ranking')
  const nameOf = (measure: Measure): string => {
    if (measure === 'gini' || measure === 'coverage') return t(`measure.${measure}`, { k: '' })
    const [kind = '', ...task] = measure.split('|')
    return `${t(kind === 'gauc' ? 'measure.gauc' : 'measure.ndcg10')} ${task.join('|')}`
  }
  const measures: readonly Measure[] = [
    ...tasks.map((task): Measure => `ndcg|${task}`),
    ...tasks.map((task): Measure => `gauc|${task}`),
    ...(withHosts ? (['gini', 'coverage'] as const) : []),
  ]
  return { options: measures.map((value) => ({ value, label: nameOf(value) })), nameOf }
}
