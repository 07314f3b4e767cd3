import { numbered } from '../core/data/templates/template.ts'
import { stream } from '../core/rng.ts'

/** Small files with the headers of published datasets; what they hold is drawn. */
export interface PublishedFile {
  readonly name: string
  readonly text: string
}

type Row = Readonly<Record<string, string | number>>

/** A CSV of rows; a cell that holds a comma is quoted. */
function csv(name: string, header: readonly string[], rows: readonly Row[]): PublishedFile {
  const cell = (value: string | number | undefined): string => {
    const text = String(value ?? '')
    return text.includes(',') ? `"${text}"` : text
  }
  const lines = rows.map((row) => header.map((column) => cell(row[column])).join(','))
  return { name, text: `${[header.join(','), ...lines].join('\n')}\n` }
}

const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i))
const FEEDBACK = [
  'is_like',
  'is_follow',
  'is_comment',
  'is_forward',
  'is_hate',
  'is_profile_enter',
  'is_rand',
]
const LOG = [
  ...['user_id', 'video_id', 'date', 'hourmin', 'time_ms', 'is_click'],
  ...['is_like', 'is_follow', 'is_comment', 'is_forward', 'is_hate', 'long_view'],
  ...['play_time_ms', 'duration_ms', 'profile_stay_time', 'comment_stay_time'],
  ...['is_profile_enter', 'is_rand', 'tab'],
]
const USERS = [
  ...['user_id', 'user_active_degree', 'is_lowactive_period', 'is_live_streamer', 'is_video_author'],
  ...['follow_user_num', 'follow_user_num_range', 'fans_user_num', 'fans_user_num_range'],
  ...['friend_user_num', 'friend_user_num_range', 'register_days', 'register_days_range'],
  ...numbered('onehot_feat', 0, 17),
]
const VIDEOS = [
  ...['video_id', 'author_id', 'video_type', 'upload_dt', 'upload_type', 'visible_status'],
  ...['video_duration', 'server_width', 'server_height', 'music_id', 'music_type', 'tag'],
]
const JOINED = [
  ...['user_id', 'video_id', 'date', 'hourmin', 'time_ms', 'tab', 'is_click', 'is_like', 'is_follow'],
  ...['is_comment', 'is_forward', 'is_hate', 'long_view', 'is_profile_enter', 'play_time_ms', 'duration_ms'],
  ...['author_id', 'tag', 'video_type', 'upload_type', 'music_type', 'upload_dt'],
  ...['user_active_degree', 'is_lowactive_period', 'is_live_streamer', 'is_video_author'],
  ...['follow_user_num_range', 'fans_user_num_range', 'friend_user_num_range', 'register_days_range'],
  ...numbered('onehot_feat', 0, 17),
  'history_len',
]

/** KuaiRand: two raw logs with the features of users and videos, and the table of all of them. */
export function kuairandFiles(rows = 600): {
  readonly raw: readonly PublishedFile[]
  readonly joined: PublishedFile
} {
  const draw = stream(1, 'published/kuairand')
  const below = (most: number): number => Math.floor(draw.uniform() * most)
  const users = times(40, (i) => ({
    ...{ user_id: i, user_active_degree: ['full_active', 'high_active'][i % 2] as string },
    ...{ is_lowactive_period: i % 3 === 0 ? 1 : 0, is_live_streamer: i % 5 === 0 ? 1 : -124 },
    ...{ is_video_author: i % 2, follow_user_num: i, follow_user_num_range: i % 2 ? '(0,10]' : '(10,50]' },
    ...{ fans_user_num: i, fans_user_num_range: i % 3 ? '[1,10)' : '0', friend_user_num: i },
    ...{ friend_user_num_range: i % 4 ? '0' : '[1,5)', register_days: 9 * i },
    ...{ register_days_range: i % 2 ? '730+' : '366-730', history_len: 3 * i },
    ...Object.fromEntries(numbered('onehot_feat', 0, 17).map((name, k) => [name, (i * (k + 1)) % (k + 2)])),
  }))
  const videos = times(25, (i) => ({
    ...{ video_id: i, author_id: 8_000_000 + (i % 9), video_type: i % 8 ? 'NORMAL' : 'AD' },
    ...{ upload_dt: '2022-04-09', upload_type: i % 2 ? 'LongImport' : 'Kmovie', visible_status: 1 },
    ...{ video_duration: 9000 + i, server_width: 720, server_height: 1280, music_id: i },
    ...{ music_type: i % 2 ? '9.0' : '4.0', tag: i % 3 ? '12,65' : '39' },
  }))
  const log = times(rows, (i) => {
    const tab = [1, 1, 1, 0, 4, 6, 2, 9][below(8)] as number
    const play = below(60_000)
    return {
      ...{ user_id: below(40), video_id: below(25), date: 20220425 + Math.floor((14 * i) / rows) },
      ...{ hourmin: below(24) * 100, time_ms: 1_650_812_741_436 + 2_000_000 * i, tab },
      ...{ is_click: play > 7000 ? 1 : 0, play_time_ms: play, duration_ms: 5000 + below(90_000) },
      ...{ long_view: play > 18_000 ? 1 : 0, profile_stay_time: 0, comment_stay_time: 0 },
      ...Object.fromEntries(FEEDBACK.map((name) => [name, 0])),
    }
  })
  const half = Math.floor(rows / 2)
  return {
    raw: [
      csv('log_standard_4_08_to_4_21_pure.csv', LOG, log.slice(0, half)),
      csv('log_standard_4_22_to_5_08_pure.csv', LOG, log.slice(half)),
      csv('user_features_pure.csv', USERS, users),
      csv('video_features_basic_pure.csv', VIDEOS, videos),
    ],
    joined: csv(
      'kuairand.csv',
      JOINED,
      log.map((row) => ({ ...users[row.user_id], ...videos[row.video_id], ...row })),
    ),
  }
}

const EVENT = ['user_id', 'live_id', 'streamer_id', 'timestamp']
const PERSON = ['gender', 'age', 'country', 'device_brand', 'device_price', 'reg_timestamp']
const HOT = numbered('onehot_feat', 0, 6)

/** KuaiLive: its eight CSV files. */
export function kuailiveFiles(rows = 500): readonly PublishedFile[] {
  const draw = stream(1, 'published/kuailive')
  const below = (most: number): number => Math.floor(draw.uniform() * most)
  const person = (i: number): Row => ({
    ...{ gender: i % 2 ? 'M' : 'F', age: ['18-23', '24-30', '31-40'][i % 3] as string },
    ...{ country: i % 4 ? 'China' : 'Brazil', device_brand: i % 2 ? 'APPLE' : 'OPPO', device_price: '5000+' },
    ...{ reg_timestamp: '2014-07-03' },
    ...Object.fromEntries(HOT.map((name, k) => [name, (i + k) % 2])),
  })
  const users = times(30, (i) => ({
    ...{ user_id: i, ...person(i), fans_num: i % 2 ? '0-10' : '10-100', follow_num: '10-100' },
    ...{ first_watch_live_timestamp: '2023-05-03', accu_watch_live_cnt: i % 3 ? '0-50000' : '50000+' },
    ...{ accu_watch_live_duration: '0-1000000000', is_live_streamer: i % 2, is_photo_author: 0 },
  }))
  const streamers = times(12, (i) => ({
    ...{ streamer_id: i, ...person(i + 1), live_operation_tag: i % 2 ? 'Relationship' : 'Game' },
    ...{ fans_user_num: i % 2 ? '0-10' : '10-100', fans_group_fans_num: '0-10', follow_user_num: '0-10' },
    ...{ first_live_timestamp: '2018-02-04', accu_live_cnt: i % 2 ? '100-500' : '0-100' },
    ...{ accu_live_duration: '0-1', accu_play_cnt: '0-1', accu_play_duration: '0-1' },
  }))
  const rooms = times(24, (i) => ({
    ...{ p_date: 20250525, live_id: 1000 + i, streamer_id: i % 12, live_type: 1 + (i % 3) },
    ...{ start_timestamp: 1_746_374_000_000, end_timestamp: 1_746_974_000_000 },
    ...{ live_content_category: i % 2 ? 'shop' : 'game', live_name_id: i },
  }))
  const shown = times(rows, (i) => {
    const room = below(24)
    return {
      ...{ user_id: below(30), live_id: 1000 + room, streamer_id: room % 12 },
      ...{ timestamp: 1_746_374_400_000 + 60_000 * i, watch_live_time: below(60_000) },
    }
  })
  const clicked = shown.filter((_, i) => i % 3 !== 0)
  const after = (gap: number, every: number) =>
    clicked
      .filter((_, i) => i % every === 0)
      .map((row) => ({ ...row, timestamp: row.timestamp + gap, gift_price: 2 }))
  return [
    csv(
      'streamer.csv',
      [
        'streamer_id',
        ...PERSON,
        'live_operation_tag',
        'fans_user_num',
        'fans_group_fans_num',
        'follow_user_num',
        'first_live_timestamp',
        'accu_live_cnt',
        'accu_live_duration',
        'accu_play_cnt',
        'accu_play_duration',
        ...HOT,
      ],
      streamers,
    ),
    csv(
      'room.csv',
      [
        'p_date',
        'live_id',
        'streamer_id',
        'live_type',
        'start_timestamp',
        'end_timestamp',
        'live_content_category',
        'live_name_id',
      ],
      rooms,
    ),
    csv(
      'user.csv',
      [
        'user_id',
        ...PERSON,
        'fans_num',
        'follow_num',
        'first_watch_live_timestamp',
        'accu_watch_live_cnt',
        'accu_watch_live_duration',
        'is_live_streamer',
        'is_photo_author',
        ...HOT,
      ],
      users,
    ),
    csv('comment.csv', EVENT, after(500, 4)),
    csv('gift.csv', [...EVENT, 'gift_price'], after(700, 9)),
    csv('like.csv', EVENT, after(900, 5)),
    csv('click.csv', [...EVENT, 'watch_live_time'], clicked),
    csv(
      'negative.csv',
      EVENT,
      shown.filter((_, i) => i % 3 === 0),
    ),
  ]
}

/** MovieLens as .dat files without a header, and as CSV. */
export function movielensFiles(rows = 400): {
  readonly dat: readonly PublishedFile[]
  readonly csv: readonly PublishedFile[]
} {
  const draw = stream(1, 'published/movielens')
  const below = (most: number): number => Math.floor(draw.uniform() * most)
  const genres = ['Action|Drama', 'Comedy', 'Drama', 'Comedy|Romance']
  const users = times(30, (i) => [i + 1, i % 2 ? 'M' : 'F', [1, 18, 25][i % 3], i % 21, `0${i}067`])
  const movies = times(20, (i) => [i + 1, `"Quoted" at first: Amélie ${i} (2001)`, genres[i % 4]])
  const ratings = times(rows, (i) => [1 + below(30), 1 + below(20), 1 + below(5), 978_300_000 + 60 * i])
  const dat = (name: string, cells: readonly (readonly unknown[])[]): PublishedFile => ({
    name,
    text: `${cells.map((row) => row.join('::')).join('\n')}\n`,
  })
  const table = (name: string, header: readonly string[], cells: readonly (readonly unknown[])[]) =>
    csv(
      name,
      header,
      cells.map((row) => Object.fromEntries(header.map((column, i) => [column, String(row[i])]))),
    )
  return {
    dat: [dat('ratings.dat', ratings), dat('users.dat', users), dat('movies.dat', movies)],
    csv: [
      table('ratings.csv', ['userId', 'movieId', 'rating', 'timestamp'], ratings),
      table(
        'movies.csv',
        ['movieId', 'title', 'genres'],
        movies.map(([id, , genre]) => [id, 'A title', genre]),
      ),
      table('tags.csv', ['userId', 'movieId', 'tag', 'timestamp'], [[1, 1, 'dark', 978_300_000]]),
    ],
  }
}

const EXPRESS = [
  'search_id',
  ...numbered('categorical_', 1, 16),
  ...numbered('numerical_', 1, 63),
  'click',
  'conversion',
]

/** AliExpress: train.csv and test.csv; searches are numbered anew in each. */
export function aliexpressFiles(rows = 400): readonly PublishedFile[] {
  const draw = stream(1, 'published/aliexpress')
  const row = (i: number): Row => {
    const click = draw.uniform() < 0.4 ? 1 : 0
    return {
      ...{ search_id: Math.floor(i / 5), click, conversion: click === 1 && draw.uniform() < 0.5 ? 1 : 0 },
      ...Object.fromEntries(
        numbered('categorical_', 1, 16).map((name, k) => [name, (i * (k + 3)) % (k + 2)]),
      ),
      ...Object.fromEntries(numbered('numerical_', 1, 63).map((name) => [name, draw.uniform().toFixed(4)])),
    }
  }
  return [csv('train.csv', EXPRESS, times(rows, row)), csv('test.csv', EXPRESS, times(rows / 4, row))]
}

const CCP = [
  ...['click', 'purchase', '101', '121', '122', '124', '125', '126', '127', '128', '129'],
  ...['205', '206', '207', '210', '216', '508', '509', '702', '853', '301'],
  ...['109_14', '110_14', '127_14', '150_14', 'D109_14', 'D110_14', 'D127_14', 'D150_14'],
  ...['D508', 'D509', 'D702', 'D853'],
]

/** Ali-CCP: the flat tables of benchmarks, and the skeleton with its common features. */
export function aliCcpFiles(rows = 300): {
  readonly flat: readonly PublishedFile[]
  readonly raw: readonly PublishedFile[]
} {
  const draw = stream(1, 'published/ali-ccp')
  const below = (most: number): number => Math.floor(draw.uniform() * most)
  const row = (): Row => {
    const click = below(3) === 0 ? 1 : 0
    const user = below(30)
    return {
      ...Object.fromEntries(
        CCP.map((name) => [name, name.startsWith('D') ? draw.uniform().toFixed(4) : below(6)]),
      ),
      ...{ '101': user, '124': user % 3, '125': user % 5, '205': below(40), '301': 1 + below(3) },
      ...{ click, purchase: click === 1 ? below(2) : 0 },
    }
  }
  const packed = (fields: readonly string[], own: Row): string =>
    fields.map((field) => `${field}\u0002${own[field]}\u0003${own[`D${field}`] ?? '1.0'}`).join('\u0001')
  const common = [
    '101',
    '121',
    '122',
    '124',
    '125',
    '126',
    '127',
    '128',
    '129',
    '109_14',
    '110_14',
    '127_14',
    '150_14',
  ]
  const sample = ['205', '206', '207', '210', '216', '508', '509', '702', '853', '301']
  const drawn = times(rows, row)
  const users = [...new Map(drawn.map((one) => [one['101'], one])).values()]
  const cells = (name: string, list: readonly (readonly unknown[])[]): PublishedFile => ({
    name,
    text: `${list.map((one) => one.join(',')).join('\n')}\n`,
  })
  return {
    flat: ['train', 'val', 'test'].map((part) => csv(`ali_ccp_${part}_sample.csv`, CCP, times(rows, row))),
    raw: [
      cells(
        'sample_skeleton_train.csv',
        drawn.map((one, i) => [
          i,
          one.click,
          one.purchase,
          `c${one['101']}`,
          sample.length,
          packed(sample, one),
        ]),
      ),
      cells(
        'common_features_train.csv',
        users.map((one) => [`c${one['101']}`, common.length, packed(common, one)]),
      ),
    ],
  }
}
