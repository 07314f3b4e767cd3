import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../core/data/passport/finding.ts'
import { RULES } from '../../../core/data/passport/rules.ts'
import type { Fix, Schema } from '../../../core/data/schema.ts'
import { sampleConfig } from '../../../experiment/defaults.ts'
import { ENGLISH } from '../../../i18n/english.ts'
import { createMessages } from '../../../i18n/i18n.ts'
import { CHINESE } from '../../../i18n/zh/zh.ts'
import { blockingCount } from './blocking.ts'
import { findingsCsv, namesRows } from './row-issues.ts'
import { doneText, fixText } from './words.ts'

const FIXES: readonly Fix[] = [
  { kind: 'drop-rows', rule: { kind: 'duplicates' } },
  { kind: 'drop-rows', rule: { kind: 'broken-chain', task: 'watch_sec>30' } },
  { kind: 'drop-rows', rule: { kind: 'scene', scene: 'live' } },
  { kind: 'set-task', task: 'watch_sec>30' },
  { kind: 'mark-outcome', column: 'age', was: null },
  { kind: 'ignore-column', column: 'age', was: null },
  { kind: 'unmark', column: 'age' },
  { kind: 'as-levels', column: 'age' },
  ...RULES.map((rule): Fix => ({ kind: 'keep', rule, subject: 'age' })),
]
const finding = (of: Partial<Finding>): Finding => ({
  ...{ rule: 'duplicates', text: 'duplicates', severity: 'warning', subject: '', params: {} },
  ...{ rows: 0, lines: [], fixes: [], isKept: false },
  ...of,
})

describe('words of fixes', () => {
  it('are there for every fix, on its button and in the list, and no two say the same in the list', () => {
    const t = createMessages(ENGLISH).getFixedT('en', 'passport')
    const { schema }: { schema: Schema } = sampleConfig()
    const done = FIXES.map((fix) => doneText(t, fix))
    expect(new Set(done).size).toBe(FIXES.length)
    expect(fixText(t, FIXES[3] as Fix, schema)).toBe('set watch_sec>10 to 1')
    for (const text of [...done, ...FIXES.map((fix) => fixText(t, fix, schema))]) expect(text).not.toBe('')
  })

  it('are there for every rule and every text that the radar gives, in both languages', () => {
    const texts = [
      ...RULES.filter((rule) => rule !== 'shared-users'),
      'outcome.values',
      'constant.empty',
      'activity.plain',
    ]
    const asked = [...texts, 'shared-users.column', 'shared-users.spelling'].map((text) => `find.${text}`)
    for (const catalogue of [ENGLISH, CHINESE]) {
      const known = Object.keys(catalogue.passport ?? {}).map((key) => key.replace(/_(one|other)$/, ''))
      expect(asked.filter((key) => !known.includes(key))).toEqual([])
    }
  })
})

describe('row issues as CSV', () => {
  it('has one line for each row that a finding names', () => {
    const keep: Fix = { kind: 'keep', rule: 'broken-chain', subject: 'a,b' }
    const findings = [
      finding({ lines: [7, 9], fixes: [FIXES[0] as Fix] }),
      finding({
        ...{ rule: 'broken-chain', subject: 'a,b', lines: [3], params: { required: 'c', task: 'a,b' } },
        fixes: [FIXES[3] as Fix, FIXES[1] as Fix, keep],
      }),
      finding({ rule: 'skew', subject: 'x' }),
    ]
    expect(findingsCsv(findings)).toBe(
      'row,column,value,rule,fix\r\n7,,,duplicates,drop-rows\r\n9,,,duplicates,drop-rows\r\n' +
        '3,"a,b","1, c 0",broken-chain,set-task | drop-rows\r\n',
    )
    expect([namesRows(findings), namesRows([finding({})])]).toEqual([true, false])
  })
})

describe('what blocks training', () => {
  it('is counted once: findings that nobody keeps, and errors that are no finding', () => {
    const leak = { path: 'a', code: 'data.leak', params: {}, severity: 'error' } as const
    const other = { ...leak, code: 'data.noTask' } as const
    const passport = (isKept: boolean) => ({
      facts: { rows: 1, users: 1, days: null, rates: [], fewRows: 0 },
      findings: [finding({ rule: 'leak', severity: 'blocking', isKept }), finding({})],
      columns: [],
    })
    expect(blockingCount([leak, leak, other], passport(false))).toBe(2)
    expect(blockingCount([other], passport(true))).toBe(1)
    expect(blockingCount([leak, leak, other], null)).toBe(3)
  })
})
