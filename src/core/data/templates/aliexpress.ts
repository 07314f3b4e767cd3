import {
  binary,
  features,
  numbered,
  PART_NAMES,
  PARTS,
  type Part,
  type Template,
  type TemplateFile,
} from './template.ts'

const CATEGORICAL = numbered('categorical_', 1, 16)

const log = (part: Part): TemplateFile => ({
  id: part,
  columns: ['search_id', 'categorical_1', 'numerical_1', 'click', 'conversion'],
  name: PART_NAMES[part],
  levels: CATEGORICAL,
  use: { kind: 'log', part: PARTS[part] },
})

/**
 * AliExpress search logs (Li et al., CIKM 2020) as multi-task benchmarks write them: train.csv and test.csv of each country
 * with search_id, 16 categorical and 63 numerical columns, click and conversion. The header is the one of
 * aliexpress_test_sample.csv in the repository datawhalechina/torch-rechub; that train and test follow one another in time is
 * said at tianchi.aliyun.com/dataset/74690. The separate user and item files of the raw release have no header, and no list
 * of what their columns mean was found.
 */
export const aliexpress: Template = {
  id: 'aliexpress',
  files: [log('test'), log('valid'), log('train')],
  // There are no users, and the searches of each file are numbered anew: as an input they would mean nothing.
  user: null,
  item: null,
  time: null,
  scene: null,
  request: 'search_id',
  tasks: [binary('click', null), binary('conversion', 'click')],
  features: features('context', [...CATEGORICAL, ...numbered('numerical_', 1, 63)]),
  derived: [],
  filters: [],
  split: { kind: 'boundaries', column: 'part', trainTo: 0, validTo: 1 },
  source: {
    title:
      'Li et al.: Improving Multi-Scenario Learning to Rank in E-commerce by Exploiting Task Relationships in the Label Space. CIKM 2020',
    address: 'https://tianchi.aliyun.com/dataset/74690',
    licence: null,
  },
  meanings: ['click', 'search', 'anonymous', 'part'],
}
