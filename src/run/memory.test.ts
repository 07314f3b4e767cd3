import { describe, expect, it } from 'vitest'
import { sampleConfig } from '../experiment/defaults.ts'
import { memoryIssues, mostBatchRows, needOf, type Room, type Sizes, WASM_ROOM } from './memory.ts'

const MIB = 2 ** 20
const config = sampleConfig()
const sizes: Sizes = { rows: 20_000, trainRows: 14_000, vocabs: [2000, 300, 5, 8], tasks: 2 }
const withBatch = (batchSize: number) => ({ ...config, training: { ...config.training, batchSize } })
const withWidth = (embeddingDim: number) => ({ ...config, model: { ...config.model, embeddingDim } })
const total = (need: ReturnType<typeof needOf>) => need.dataset + need.tables + need.batch

describe('the need of a run', () => {
  it('matches the hand-worked example', () => {
    // 20,000 rows × (4 fields + scene + 2 tasks) × 4; 2,313 entries × 8 × 5 copies × 4; 512 × (2 · 8 · 4 + 96 + 64 · 5 modules).
    expect(needOf(config, sizes)).toEqual({ dataset: 560_000, tables: 370_080, batch: 245_760 })
  })

  it('fits the sample into any memory, and says nothing then', () => {
    expect(memoryIssues(config, sizes, WASM_ROOM)).toEqual([])
  })

  it.each([
    ['in one memory', { bytes: 64 * MIB, perBuffer: false }],
    ['buffer by buffer', { bytes: 64 * MIB, perBuffer: true }],
  ])('names a batch size that fits, and the next one does not, %s', (_, room: Room) => {
    const many: Sizes = { ...sizes, trainRows: 1e6 }
    const most = mostBatchRows(config, many, room)
    expect(memoryIssues(withBatch(most), many, room)).toEqual([])
    const [issue] = memoryIssues(withBatch(most + 1), many, room)
    expect(issue).toMatchObject({ path: 'training.batchSize', code: 'memory.batch', params: { most } })
  })

  it('names an embedding width that fits where tables are most of it', () => {
    const wide: Sizes = { ...sizes, vocabs: [5_000_000, 400_000] }
    const [issue] = memoryIssues(withWidth(64), wide, WASM_ROOM)
    expect(issue).toMatchObject({ path: 'model.embeddingDim', code: 'memory.width' })
    const most = Number(issue?.params.most)
    expect(memoryIssues(withWidth(most), wide, WASM_ROOM)).toEqual([])
    expect(total(needOf(withWidth(most + 2), wide))).toBeGreaterThan(WASM_ROOM.bytes)
  })

  it('names the rows, or the vocabulary, where no width and no batch would do', () => {
    const small = { bytes: MIB, perBuffer: false }
    expect(memoryIssues(config, { ...sizes, rows: 1e6 }, small)[0]?.code).toBe('memory.rows')
    expect(memoryIssues(withWidth(2), { ...sizes, vocabs: [1e6] }, small)[0]?.code).toBe('memory.vocabulary')
  })
})
