import { above, binary, features, numbered, type Template, USUAL_SHARES } from './template.ts'

const ONEHOT = numbered('onehot_feat', 0, 17)

/**
 * KuaiRand (Gao et al., CIKM 2022), its Pure, 1K and 27K versions alike: logs, joined or raw, user features and basic video
 * features. Column names are those of the tables in the README of the repository chongminggao/KuaiRand. The daily video
 * statistics are left out: they are means over the whole month, test days included.
 */
export const kuairand: Template = {
  id: 'kuairand',
  files: [
    {
      id: 'log',
      columns: ['user_id', 'video_id', 'time_ms', 'tab', 'is_click', 'play_time_ms', 'duration_ms'],
      use: { kind: 'log' },
    },
    {
      id: 'users',
      columns: ['user_id', 'user_active_degree', 'onehot_feat0'],
      without: ['time_ms'],
      levels: ONEHOT,
      use: { kind: 'side', keys: ['user_id'] },
    },
    {
      id: 'videos',
      columns: ['video_id', 'author_id', 'video_type', 'upload_dt'],
      without: ['time_ms'],
      levels: ['author_id', 'music_id', 'music_type', 'visible_status'],
      use: { kind: 'side', keys: ['video_id'] },
    },
    {
      id: 'statistics',
      columns: ['video_id', 'counts', 'show_cnt', 'play_cnt'],
      without: ['time_ms'],
      use: { kind: 'leftOut' },
    },
  ],
  user: 'user_id',
  item: 'video_id',
  time: 'time_ms',
  scene: 'tab',
  request: null,
  // A play of 10 s needs no click: in one-column tabs nothing is clicked, so click is no link of the chain.
  tasks: [
    binary('is_click', null),
    above('play_time_ms', 10000, null),
    above('play_time_ms', 30000, 'play_time_ms>10000'),
  ],
  features: [
    ...features('user', [
      'user_active_degree',
      'is_lowactive_period',
      'is_live_streamer',
      'is_video_author',
      'follow_user_num_range',
      'fans_user_num_range',
      'friend_user_num_range',
      'register_days_range',
      ...ONEHOT,
      'history_len',
    ]),
    ...features('item', ['author_id', 'tag', 'video_type', 'upload_type', 'music_type']),
    { column: 'duration_ms', source: 'item', roles: ['duration'] },
    ...features('context', ['hourmin']),
  ],
  derived: [],
  // Elsewhere rows are few, and in some tabs all of one class.
  filters: [{ column: 'tab', values: ['1', '0', '4', '6', '2'] }],
  split: { kind: 'time', column: 'time_ms', ...USUAL_SHARES },
  source: {
    title:
      'Gao et al.: KuaiRand: An Unbiased Sequential Recommendation Dataset with Randomly Exposed Videos. CIKM 2022',
    address: 'https://doi.org/10.1145/3511808.3557624',
    licence: 'CC BY-SA 4.0',
  },
  meanings: ['click', 'play', 'tab', 'activity', 'random', 'statistics'],
}
