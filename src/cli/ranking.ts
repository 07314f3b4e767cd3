import type { EncodedDataset } from '../core/data/encoded.ts'
import { answerOf } from '../core/ranking/answer.ts'
import type { Fusion, RankAnswer, RankQuestion, Scored } from '../core/ranking/question.ts'
import { worded } from './output.ts'

/** Places of a request that are shown. */
const PLACES = 5

/**
 * What the Ranking tab tells, for a result: the slope lab of each task, the search of a fusion's weights by NDCG, and the
 * sweep of the exposure penalty at equal weights. A question that the data cannot answer has its issues instead.
 */
export function rankingOf(encoded: EncodedDataset, scored: Scored) {
  const told = (question: RankQuestion): RankAnswer | { readonly issues: ReturnType<typeof worded> } => {
    const answer = answerOf(question, encoded, scored, null)
    return answer.ok ? answer.value : { issues: worded(answer.error) }
  }
  const fusion: Fusion = { weights: encoded.tasks.map(() => 1), form: 'product', lambda: 0, places: PLACES }
  return {
    slopes: encoded.tasks.map(({ id }) => told({ kind: 'slope', task: id, rule: null, slice: null })),
    fusion: told({ kind: 'fusion', fusion }),
    search: told({ kind: 'search', fusion, utility: 'ndcg' }),
    sweep: told({ kind: 'sweep', fusion }),
  }
}
