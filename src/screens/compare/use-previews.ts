import { useEffect, useRef, useState } from 'react'
import type { SliceAsked } from '../../core/metrics/asked-slice.ts'
import { useActions, useWorkbench } from '../../store/hooks.ts'
import type { RankState } from '../../store/state.ts'
import { type EarlyPair, lasting, type Preview, previewKey } from './preview-view.ts'

/**
 * What the trainer says of each pair, one asked after another, by `previewKey`. What the worker failed at is asked again
 * once other questions stand here.
 */
export function usePreviews(
  pairs: readonly EarlyPair[],
  task: string,
  asked: SliceAsked,
): ReadonlyMap<string, Preview> {
  const { rank } = useActions()
  const [found, setFound] = useState<ReadonlyMap<string, Preview>>(new Map())
  const state = useWorkbench((all) => all.rankings.get('preview'))
  /** What was known when the question was put: it is no answer to it. */
  const before = useRef<RankState | undefined>(undefined)
  const keyOf = (pair: EarlyPair): string => previewKey(pair, task, asked.slice)
  const wanted = pairs.map(keyOf).join()
  const [stood, setStood] = useState(wanted)
  if (stood !== wanted) {
    setStood(wanted)
    setFound(lasting(found))
  }
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
    const preview = state.kind === 'answered' ? state.answer : state
    if (preview.kind !== 'preview' && preview.kind !== 'refused') return
    setFound((known) => new Map(known).set(key, preview))
  }, [next, key, state])
  return found
}
