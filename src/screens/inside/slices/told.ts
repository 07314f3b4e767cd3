import type { GateAnswer, QuestionOf } from '../../../core/inspect/question.ts'
import type { SliceAsked } from '../../../core/metrics/asked-slice.ts'
import type { MembersAnswer, RankQuestion } from '../../../core/ranking/question.ts'
import type { Region, RegionAnswer } from '../../../core/ranking/region.ts'
import type { SlicePick } from '../../../modules/panel-props.ts'

/** What can be picked on a screen: what panels hand out, a part of a chart of scores, and the user who is looked at. */
export type ScreenPick =
  | SlicePick
  | { readonly kind: 'region'; readonly region: Region; readonly asked: SliceAsked; readonly name: string }
  /** By index in the encoded dataset. */
  | { readonly kind: 'user'; readonly user: number; readonly name: string }

/** A pick whose rows the trainer has to tell. */
export type AskedPick = Extract<ScreenPick, { readonly kind: 'users' | 'region' | 'gate' }>

type Ranked<Kind extends RankQuestion['kind']> = RankQuestion & { readonly kind: Kind }

/** What is asked of the trainer about a pick: one question, and null for the others. */
export interface Questions {
  readonly members: Ranked<'members'> | null
  readonly region: Ranked<'region'> | null
  readonly gate: QuestionOf<'gate'> | null
}

export function questionsOf(pick: AskedPick | null): Questions {
  const none: Questions = { members: null, region: null, gate: null }
  if (pick === null) return none
  switch (pick.kind) {
    case 'users': {
      const clusters = pick.clusters.map(({ id }) => id)
      return { ...none, members: { kind: 'members', clusters, drawn: pick.drawn } }
    }
    case 'region':
      return { ...none, region: { kind: 'region', region: pick.region, ...pick.asked } }
    case 'gate':
      return { ...none, gate: { kind: 'gate', scene: pick.scene, branch: pick.branch } }
    default:
      return pick satisfies never
  }
}

interface Answers {
  readonly members: MembersAnswer | null
  readonly region: RegionAnswer | null
  readonly gate: GateAnswer | null
}

/** The answer to the question that was asked, and not to one before it; null while it is awaited. */
export function toldOf(
  { members, region, gate }: Questions,
  answers: Answers,
): MembersAnswer | RegionAnswer | GateAnswer | null {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
  if (members !== null) {
    const answer = answers.members
    return answer !== null && same([answer.clusters, answer.drawn], [members.clusters, members.drawn])
      ? answer
      : null
  }
  if (region !== null) {
    const answer = answers.region
    return answer !== null && same([answer.region, answer.slice], [region.region, region.slice])
      ? answer
      : null
  }
  if (gate !== null) {
    const answer = answers.gate
    return answer !== null && same([answer.scene, answer.branch], [gate.scene, gate.branch]) ? answer : null
  }
  return null
}
