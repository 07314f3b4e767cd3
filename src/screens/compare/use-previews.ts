import { useEffect, useRef, useState } from 'react'
import type { SliceAsked } from '../../core/metrics/asked-slice.ts'
import type { PreviewAnswer } from '../../core/ranking/preview.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import type { RankState } from '../../store/state.ts'
import { type EarlyPair, previewKey } from './preview-view.ts'

/** What the trainer says of each pair, one asked after another, by `previewKey`; null where it has no answer. */
export function usePreviews(
  pairs: readonly EarlyPair[],
  task: string,
  asked: SliceAsked,
): ReadonlyMap<string, PreviewAnswer | null> {
  const { rank } = useActions()
  const [found, setFound] = useState<ReadonlyMap<string, PreviewAnswer | null>>(new Map())
  const state = useWorkbench((all) => all.rankings.get('preview'))
  /** What was known when the question was put: it is no answer to it. */
  const before = useRef<RankState | undefined>(undefined)
  const keyOf = (pair: EarlyPair): string => previewKey(pair, task, asked.slice)
  const next = pairs.find((pair) => !found.has(keyOf(pair)))
  const key = next === undefined ? null : keyOf(next)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the question, and each is put once
  useEffect(() => {
    if (next === undefined) return
    before.current = state
    rank(next.own, next.base, { kind: 'preview', task, ...asked })
  }, [key, rank])
  useEffect(() => {
    if (next === undefined || key === null || state === undefined || state === before.current) return
    if (state.attempt !== next.own.attempt || state.partner !== next.base.attempt) return
    if (state.kind === 'asking') return
    const answer = state.kind === 'answered' && state.answer.kind === 'preview' ? state.answer : null
    setFound((known) => new Map(known).set(key, answer))
  }, [next, key, state])
  return found
}
