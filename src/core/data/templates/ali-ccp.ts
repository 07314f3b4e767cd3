import type { Feature } from '../schema.ts'
import {
  binary,
  features,
  PART_NAMES,
  PARTS,
  type Part,
  type Template,
  type TemplateFile,
} from './template.ts'

/** Fields of users, of items and contexts, and those whose value is a weight. */
const LISTS = ['109_14', '110_14', '127_14', '150_14']
const USER = ['101', '121', '122', '124', '125', '126', '127', '128', '129', ...LISTS]
const ITEM = ['205', '206', '207', '210', '216']
const CROSSED = ['508', '509', '702', '853']
const LEVELS = [...USER, ...ITEM, ...CROSSED, '301']

const SKELETON = ['sample_id', 'click', 'purchase', 'common_feature_index', 'feature_num', 'feature_list']
const COMMON = ['common_feature_index', 'feature_num', 'feature_list']

const headless = (name: RegExp, columns: readonly string[]) =>
  ({ name, columns, delimiter: ',', encoding: 'utf-8' }) as const

const skeleton = (part: Part): TemplateFile => ({
  ...{ id: `skeleton-${part}`, columns: SKELETON, name: PART_NAMES[part] },
  headless: headless(/^sample_skeleton/i, SKELETON),
  packed: { column: 'feature_list', fields: [...ITEM, ...CROSSED, '301'], numbers: CROSSED },
  use: { kind: 'log', part: PARTS[part] },
})
const common: TemplateFile = {
  ...{ id: 'common', columns: COMMON, without: ['click'] },
  headless: headless(/^common_features/i, COMMON),
  packed: { column: 'feature_list', fields: USER, numbers: LISTS },
  use: { kind: 'side', keys: ['common_feature_index'] },
}
/** Tables of benchmarks: one column for each field. */
const flat = (part: Part): TemplateFile => ({
  ...{ id: `flat-${part}`, columns: ['click', 'purchase', '101', '121', '205', '206', '301'] },
  name: PART_NAMES[part],
  levels: LEVELS,
  use: { kind: 'log', part: PARTS[part] },
})

const trait = (column: string): Feature => ({ column, source: 'user', roles: ['unbiased'] })

/**
 * Ali-CCP (Ma et al., SIGIR 2018): the skeleton of samples with the common features that it points to, and the flat tables
 * of benchmarks. What the fields mean is said at tianchi.aliyun.com/dataset/408; the order of cells in the two files without
 * header is that of preprocess_ali_ccp.py in the repository datawhalechina/torch-rechub, and the flat header, with D columns
 * for weights, that of its ali_ccp_train_sample.csv. AITM's flat header lacks 210, the lists and the D columns.
 */
export const aliCcp: Template = {
  id: 'ali-ccp',
  files: [skeleton('test'), skeleton('train'), common, flat('test'), flat('valid'), flat('train')],
  user: '101',
  item: '205',
  time: null,
  scene: '301',
  request: null,
  tasks: [binary('click', null), binary('purchase', 'click')],
  features: [
    trait('124'),
    trait('125'),
    trait('128'),
    trait('129'),
    ...features('user', ['121', '122', '126', '127', ...LISTS]),
    ...features('item', ['206', '207', '210', '216']),
    ...features('context', CROSSED),
    ...CROSSED.map((name): Feature => ({ column: `D${name}`, source: 'context', roles: ['prior'] })),
  ],
  derived: [],
  filters: [],
  split: { kind: 'boundaries', column: 'part', trainTo: 0, validTo: 1 },
  source: {
    title:
      'Ma et al.: Entire Space Multi-Task Model: An Effective Approach for Estimating Post-Click Conversion Rate. SIGIR 2018',
    address: 'https://tianchi.aliyun.com/dataset/408',
    licence: null,
  },
  meanings: ['click', 'scene', 'lists', 'order', 'part'],
}
