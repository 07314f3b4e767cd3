import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { describeDataset } from '../core/data/summary.ts'
import { defaultConfig } from '../experiment/defaults.ts'
import { obstaclesOf } from '../experiment/obstacles.ts'
import { parseExperiment } from '../experiment/parse.ts'
import { readCsv } from '../ingest/read-csv.ts'
import { prepare } from './prepare.ts'

/** Real logs, where they lie beside the project. The experiment itself is ours and always checked. */
const FILE = '../shared/data/kuairand-pure/kuairand-pure-2weeks.csv.gz'
const parsed = parseExperiment(JSON.parse(readFileSync('docs/examples/kuairand.json', 'utf8')))

describe('the KuaiRand example', () => {
  it('is an experiment of five tabs and three tasks', () => {
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
    expect(parsed.value.schema.filters).toEqual([{ column: 'tab', values: ['1', '0', '4', '6', '2'] }])
    expect(parsed.value.schema.tasks.map(({ id }) => id)).toEqual([
      'is_click',
      'play_time_ms>10000',
      'play_time_ms>30000',
    ])
  })

  if (existsSync(FILE)) {
    it('has the published counts and the published counting floor', { timeout: 120_000 }, async () => {
      if (!parsed.ok) throw new Error('no experiment')
      const read = await readCsv(new Blob([readFileSync(FILE)]).stream(), 'kuairand')
      if (read === null || !read.ok) throw new Error(JSON.stringify(read))
      const { dataset } = read.value
      expect(dataset.rowCount).toBe(228_329)
      expect(dataset.columns.size).toBe(49)
      expect(dataset.id).toBe('6d4051fffeaa6890cebf9dc6cd9c30c35354aa39bb51e7131a57ebf93e947442')
      const info = describeDataset(dataset)
      const { suggested } = info
      expect([suggested.user, suggested.item, suggested.time, suggested.scene]).toEqual([
        'user_id',
        'video_id',
        'time_ms',
        'tab',
      ])
      expect(suggested.features.map(({ column }) => column)).not.toContain('long_view')
      // Recognised and mapped: nothing is left to do but to train.
      expect(info.template).toMatchObject({ id: 'kuairand', notes: [] })
      expect(suggested.tasks).toEqual(parsed.value.schema.tasks)
      expect(suggested.filters).toEqual(parsed.value.schema.filters)
      const config = defaultConfig({ kind: 'upload', id: info.id, name: info.name }, info)
      expect(obstaclesOf(config).filter(({ severity }) => severity === 'error')).toEqual([])
      expect(config.split).toEqual({ kind: 'time', column: 'time_ms', valid: 0.15, test: 0.15 })
      const ready = prepare(dataset, parsed.value.schema, parsed.value.split)
      if (!ready.ok) throw new Error(JSON.stringify(ready.error))
      const { rows, floor } = ready.value.prepared
      expect(rows).toEqual({ train: 151_849, valid: 30_562, test: 42_615 })
      const auc = (task: string) =>
        floor.find((m) => m.split === 'test' && m.task === task && m.slice === null)?.auc
      expect(auc('is_click')).toBeCloseTo(0.7239, 4)
      expect(auc('play_time_ms>10000')).toBeCloseTo(0.7251, 4)
      expect(auc('play_time_ms>30000')).toBeCloseTo(0.7685, 4)
    })
  }
})
