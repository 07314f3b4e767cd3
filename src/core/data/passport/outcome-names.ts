import { OUTCOMES, plain } from '../guess.ts'

/** Words of what a person does once a row is shown … */
const ACTS = ['watch', 'stay', 'dwell', 'exit', 'leave', 'finish', 'view', 'read', 'play', 'listen']
/** … and of how much of it: one of each makes an outcome. */
const AMOUNTS = [
  'sec',
  'secs',
  'seconds',
  'ms',
  's',
  'time',
  'duration',
  'ratio',
  'progress',
  'percent',
  'pct',
  'count',
]
const CHINESE = ['观看', '停留', '播放时长', '播放进度', '完播', '退出', '点赞', '评论', '送礼', '转发']

/** Whether a name reads like something that is known only after its row was shown. */
export function readsAsOutcome(name: string): boolean {
  const named = plain(name)
  const words = named.split('_')
  return (
    OUTCOMES.includes(named) ||
    (words.some((word) => ACTS.includes(word)) && words.some((word) => AMOUNTS.includes(word))) ||
    CHINESE.some((word) => name.includes(word))
  )
}
