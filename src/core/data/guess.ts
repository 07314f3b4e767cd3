import type { ColumnSummary, DatasetInfo, RoleGuess } from './dataset.ts'
import { weighed } from './role-evidence.ts'
import type { Feature, FeatureRole, FeatureSource, Schema, SplitRule, Task } from './schema.ts'

/** Names that columns of a role go by, best first; compared without case and punctuation. */
const NAMES: Readonly<Record<'user' | 'item' | 'time' | 'scene' | 'request', readonly string[]>> = {
  user: ['user_id', 'userid', 'uid', 'user', 'viewer_id', 'member_id', 'customer_id'],
  item: [
    'item_id',
    'itemid',
    'host_id',
    'anchor_id',
    'room_id',
    'live_id',
    'streamer_id',
    'video_id',
    'movie_id',
    'iid',
    'item',
  ],
  time: ['ts', 'timestamp', 'time_ms', 'time', 'event_time', 'datetime', 'date'],
  scene: ['scene', 'tab', 'ui_type', 'scenario', 'domain', 'surface', 'page'],
  request: ['request_id', 'session_id', 'list_id'],
}
const WATCH = [
  'watch_sec',
  'watch_seconds',
  'watch_time',
  'stay_sec',
  'stay_time',
  'play_sec',
  'play_time_ms',
  'watch_ms',
  'watch_time_ms',
  'stay_ms',
]
const LABELS = ['is_click', 'click', 'clicked', 'label', 'y', 'target']
/** Lists of items that a user took up before. */
const HISTORIES = ['history', 'user_history', 'behaviours', 'behaviors', 'clicked_items', 'hist_items']
/** Known only after the impression: never a feature. */
export const OUTCOMES: readonly string[] = [
  'is_click',
  'is_like',
  'is_follow',
  'is_comment',
  'is_forward',
  'is_hate',
  'is_profile_enter',
  'is_share',
  'is_gift',
  'long_view',
  'click',
  'clicked',
  'like',
  'follow',
  'comment',
  'forward',
  'share',
  'gift',
  'label',
  'y',
  'target',
  'profile_stay_time',
  'comment_stay_time',
  'rating',
  ...WATCH,
]
const UNBIASED = [
  'gender',
  'sex',
  'age',
  'age_bucket',
  'age_range',
  'age_group',
  'region',
  'city',
  'city_tier',
  'province',
  'country',
  'occupation',
]
const USER_HINTS = [
  'user',
  'gender',
  'sex',
  'age',
  'region',
  'city',
  'province',
  'register',
  'fans',
  'friend',
  'follow_user',
  'onehot_feat',
  'history',
  'occupation',
  'is_live_streamer',
  'is_video_author',
  'is_lowactive',
  'viewer',
]
const ITEM_HINTS = [
  'host',
  'item',
  'video',
  'room',
  'anchor',
  'author',
  'genre',
  'category',
  'tag',
  'music',
  'upload',
  'duration',
  'server',
  'live',
  'streamer',
  'movie',
]
const CONTEXT_HINTS = ['hour', 'hourmin', 'date', 'day', 'week', 'position', 'rank', 'device', 'network']
const PRIOR_HINTS = ['same', 'match', 'gap', 'diff', 'opposite', 'follows', 'friend_in', 'is_fan']
/** Bookkeeping of generated worlds: to split, group and check by, never to learn from. */
const BOOKKEEPING = ['request_id', 'fold', 'exposed', 'planted_group']
/** More distinct values than this share of rows is an id or free text, not a feature. */
const MOST_DISTINCT = 0.5
/** Numeric columns that hold moments are not features. */
const MOMENT_HINTS = ['time_ms', 'timestamp', 'date', 'ts']

export const plain = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
const hints = (name: string, list: readonly string[]): boolean =>
  list.some(
    (hint) =>
      name === hint ||
      name.startsWith(`${hint}_`) ||
      name.endsWith(`_${hint}`) ||
      (hint.length > 4 && name.includes(hint)),
  )

export interface Guess {
  readonly schema: Schema
  readonly guesses: readonly RoleGuess[]
}

/** What the columns probably are, from their names, values and coverage. Every guess can be changed. */
export function guessSchema(columns: readonly ColumnSummary[], rowCount: number): Guess {
  const user = named(columns, NAMES.user)
  const item = named(columns, NAMES.item)
  const time = named(columns.filter(isMoment), NAMES.time)
  const scene = named(
    columns.filter((column) => column.distinct >= 2 && column.distinct <= 50),
    NAMES.scene,
  )
  const request = named(columns, NAMES.request)
  const tasks = guessTasks(columns)
  const taken = new Set([user, item, time, scene, request, ...tasks.map(({ column }) => column)])
  const features = columns
    .filter((column) => !taken.has(column.name) && isFeature(column, rowCount))
    .map((column) => asFeature(column, rowCount))
  const schema: Schema = {
    user,
    item,
    time,
    scene,
    tasks,
    features,
    filters: [],
    ...(request === null ? {} : { request }),
  }
  return { schema, guesses: columns.map((column) => weighed(guessOf(column, schema), column, rowCount)) }
}

/** By time where there is a time column, else by user, else at random; 15 % each for valid and test. */
export function suggestSplit(schema: Schema): SplitRule {
  const shares = { valid: 0.15, test: 0.15 }
  if (schema.time !== null) return { kind: 'time', column: schema.time, ...shares }
  return schema.user === null ? { kind: 'random', ...shares } : { kind: 'user', ...shares }
}

/** The suggestion for a dataset as a whole. */
export const suggestedSplit = (info: DatasetInfo): SplitRule =>
  info.template?.split ?? suggestSplit(info.suggested)

/** The roles of a schema that is known, not guessed. */
export const knownRoles = (columns: readonly ColumnSummary[], schema: Schema): readonly RoleGuess[] =>
  columns.map((column) => ({ ...guessOf(column, schema), confidence: 1 }))

function named(columns: readonly ColumnSummary[], names: readonly string[]): string | null {
  for (const name of names) {
    const found = columns.find((column) => plain(column.name) === name)
    if (found !== undefined) return found.name
  }
  return null
}

/** What the header alone says of ids: the columns of the user and of the item, and all in which every text counts. */
export function idColumns(names: readonly string[]): {
  readonly user: string | null
  readonly item: string | null
  readonly all: ReadonlySet<string>
} {
  const listed = [...NAMES.user, ...NAMES.item, ...NAMES.scene, ...NAMES.request]
  const find = (wanted: readonly string[]): string | null =>
    wanted.flatMap((one) => names.find((name) => plain(name) === one) ?? [])[0] ?? null
  return {
    user: find(NAMES.user),
    item: find(NAMES.item),
    all: new Set(names.filter((name) => /(^|_)id$/.test(plain(name)) || listed.includes(plain(name)))),
  }
}

const isMoment = (column: ColumnSummary): boolean => column.kind === 'numeric' && column.distinct > 1

/**
 * A click column if there is one, and a watch time at 10 and 30 seconds. Without either: another outcome of 0 and 1, or
 * else the last such column that does not read like a prior or a trait.
 */
function guessTasks(columns: readonly ColumnSummary[]): readonly Task[] {
  const binary = columns.filter(
    (column) => column.kind === 'numeric' && column.min === 0 && column.max === 1 && column.distinct === 2,
  )
  const watch = named(
    columns.filter((column) => column.kind === 'numeric'),
    WATCH,
  )
  const click = named(binary, LABELS) ?? (watch === null ? lastLabel(binary) : null)
  const tasks: Task[] = click === null ? [] : [{ id: click, column: click, above: null, requires: null }]
  if (watch !== null) {
    const unit = watch.toLowerCase().endsWith('ms') ? 1000 : 1
    const first = `${watch}>${10 * unit}`
    tasks.push({ id: first, column: watch, above: 10 * unit, requires: null })
    tasks.push({ id: `${watch}>${30 * unit}`, column: watch, above: 30 * unit, requires: first })
  }
  return tasks
}

function lastLabel(binary: readonly ColumnSummary[]): string | null {
  const isTrait = (name: string): boolean => hints(name, PRIOR_HINTS) || hints(name, USER_HINTS)
  const rest = binary.filter((column) => !isTrait(plain(column.name)))
  return named(binary, OUTCOMES) ?? rest.at(-1)?.name ?? null
}

function isFeature(column: ColumnSummary, rowCount: number): boolean {
  const name = plain(column.name)
  if ([...OUTCOMES, ...MOMENT_HINTS, ...BOOKKEEPING].includes(name)) return false
  if (column.distinct < 2) return false
  const isText = column.kind === 'categorical'
  if (isText && HISTORIES.includes(name)) return true
  return !isText || column.distinct <= Math.max(50, MOST_DISTINCT * rowCount)
}

function asFeature(column: ColumnSummary, rowCount: number): Feature {
  const name = plain(column.name)
  if (column.kind === 'categorical' && HISTORIES.includes(name)) {
    return { column: column.name, source: 'user', roles: ['history'] }
  }
  const isPrior = hints(name, PRIOR_HINTS) && column.distinct <= 20
  const source: FeatureSource = isPrior
    ? 'context'
    : hints(name, CONTEXT_HINTS)
      ? 'context'
      : hints(name, ITEM_HINTS) &&
          !hints(name, ['user', 'is_live_streamer', 'is_video_author', 'follow_user'])
        ? 'item'
        : hints(name, USER_HINTS)
          ? 'user'
          : 'context'
  const coverage = 1 - column.missing / Math.max(1, rowCount)
  const isUnbiased = source === 'user' && UNBIASED.includes(name) && coverage >= 0.8 && column.distinct <= 100
  const roles: FeatureRole[] = isPrior ? ['prior'] : isUnbiased ? ['unbiased'] : []
  return { column: column.name, source, roles }
}

/** By the name alone. */
function guessOf(column: ColumnSummary, schema: Schema): RoleGuess {
  const { name } = column
  const guess = (role: RoleGuess['role'], confidence: number): RoleGuess => ({
    column: name,
    role,
    confidence,
  })
  const sure = (names: readonly string[]): number => Math.max(0.7, 0.98 - 0.04 * names.indexOf(plain(name)))
  if (schema.user === name) return guess('user', sure(NAMES.user))
  if (schema.item === name) return guess('item', sure(NAMES.item))
  if (schema.time === name) return guess('time', sure(NAMES.time))
  if (schema.scene === name) return guess('scene', sure(NAMES.scene))
  if (schema.request === name) return guess('request', sure(NAMES.request))
  if (schema.tasks.some((task) => task.column === name)) return guess('task', 0.88)
  const feature = schema.features.find((one) => one.column === name)
  if (feature === undefined) return guess('ignored', OUTCOMES.includes(plain(name)) ? 0.9 : 0.6)
  return guess('feature', feature.roles.length > 0 ? 0.85 : feature.source === 'context' ? 0.55 : 0.75)
}
