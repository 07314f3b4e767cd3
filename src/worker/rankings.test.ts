import { beforeEach, describe, expect, it } from 'vitest'
import { askedSlice } from '../core/metrics/asked-slice.ts'
import type { RankQuestion } from '../core/ranking/question.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { readingHash } from '../experiment/hash.ts'
import { createLibrary, type Library } from './library.ts'
import type { WorkerMessage } from './protocol.ts'
import { createRankings, type Rankings } from './rankings.ts'

const breathe = () => new Promise<void>((resolve) => setImmediate(resolve))
const QUESTION: RankQuestion = { kind: 'slope', task: 'x', rule: null, slice: null }
/** 40 bytes for each run. */
const SCORED = { valid: new Float32Array(4), test: new Float32Array(6) }

describe('scores that the worker keeps', () => {
  let said: WorkerMessage[]
  let rankings: Rankings
  /** A library whose datasets cannot be read: a question that reaches it found its run. */
  const library: Library = {
    ...createLibrary(breathe),
    ready: () => Promise.reject(new Error('found')),
  }
  const config: ExperimentConfig = sampleConfig()

  beforeEach(() => {
    said = []
    const host = { post: (message: WorkerMessage) => void said.push(message), clock: () => 0, breathe }
    rankings = createRankings(host, library, 100)
  })

  async function codesFor(
    runId: string,
    partnerId: string | null = null,
    question = QUESTION,
  ): Promise<readonly string[]> {
    said = []
    await rankings.rank({ type: 'rank', rankId: 'r', runId, partnerId, question })
    return said.flatMap((message) =>
      message.type === 'unranked' ? message.issues.map(({ code }) => code) : [message.type],
    )
  }
  const FOUND = ['worker.unexpected']
  const GONE = ['ranking.noScores']

  it('give way from the oldest on when they grow too many', async () => {
    for (const runId of ['a', 'b', 'c']) rankings.keep(runId, config, SCORED)
    expect(await codesFor('a')).toEqual(GONE)
    expect(await codesFor('b')).toEqual(FOUND)
    expect(await codesFor('c')).toEqual(FOUND)
  })

  it('stay when one run alone is too big', async () => {
    rankings.keep('a', config, { valid: new Float32Array(100), test: new Float32Array(100) })
    expect(await codesFor('a')).toEqual(FOUND)
  })

  it('go when they are forgotten, also before they came', async () => {
    rankings.keep('a', config, SCORED)
    rankings.forget(['a', 'b'])
    rankings.keep('b', config, SCORED)
    expect(await codesFor('a')).toEqual(GONE)
    expect(await codesFor('b')).toEqual(GONE)
  })

  it('are laid beside those of the same rows alone', async () => {
    rankings.keep('a', config, SCORED)
    rankings.keep('b', { ...config, split: { kind: 'random', valid: 0.1, test: 0.1 } }, SCORED)
    expect(await codesFor('a', 'b')).toEqual(['ranking.otherRows'])
    expect(await codesFor('a', 'a')).toEqual(FOUND)
    expect(await codesFor('a', 'nobody')).toEqual(GONE)
  })

  it('are not read on users who were told apart under another reading', async () => {
    rankings.keep('a', config, SCORED)
    const ask = (reading: string) => {
      const made = askedSlice({ all: [{ kind: 'users', of: 'k1', reading, users: [1] }] })
      return codesFor('a', null, { kind: 'calibration', task: 'x', ...made })
    }
    expect(await ask('another')).toEqual(['slice.otherUsers'])
    expect(await ask(readingHash(config))).toEqual(FOUND)
  })
})
