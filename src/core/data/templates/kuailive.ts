import type { Derived, Feature } from '../schema.ts'
import { above, binary, features, numbered, type Template, USUAL_SHARES } from './template.ts'

const EVENT = ['user_id', 'live_id', 'streamer_id', 'timestamp']
const ONEHOT = numbered('onehot_feat', 0, 6)

const events = (id: string, name: RegExp) =>
  ({
    ...{ id, columns: EVENT, without: ['watch_live_time'], name },
    use: {
      kind: 'events',
      keys: ['user_id', 'live_id'],
      time: 'timestamp',
      column: `is_${id}`,
      where: 'is_click',
    },
  }) as const

/** What viewer and host share, as priors. */
const SAME = ['gender', 'age', 'country']
const same: readonly Derived[] = SAME.map((name) => ({
  name: `same_${name}`,
  left: `user_${name}`,
  right: `streamer_${name}`,
  rule: { kind: 'equal' },
}))
const unbiased: readonly Feature[] = SAME.map((name) => ({
  column: `user_${name}`,
  source: 'user',
  roles: ['unbiased'],
}))

/**
 * KuaiLive (Qu et al., 2025): clicks and shown rooms that were not clicked are the log; users, streamers and rooms are joined
 * by their ids; comments, likes and gifts mark the click that they followed. File and column names are those of
 * pages/decriptions.md in the repository imgkkk574/KuaiLive, which lists eight CSV files and one array of title embeddings.
 */
export const kuailive: Template = {
  id: 'kuailive',
  files: [
    {
      id: 'click',
      columns: [...EVENT, 'watch_live_time'],
      use: { kind: 'log', constants: { is_click: 1 } },
    },
    {
      id: 'negative',
      columns: EVENT,
      without: ['watch_live_time'],
      name: /^negative/i,
      use: { kind: 'log', constants: { is_click: 0, watch_live_time: 0 } },
    },
    {
      id: 'user',
      columns: ['user_id', 'accu_watch_live_cnt', 'is_photo_author'],
      without: ['live_id'],
      use: { kind: 'side', keys: ['user_id'], prefix: 'user' },
    },
    {
      id: 'streamer',
      columns: ['streamer_id', 'live_operation_tag', 'accu_live_cnt'],
      without: ['user_id', 'live_id'],
      use: { kind: 'side', keys: ['streamer_id'], prefix: 'streamer' },
    },
    {
      id: 'room',
      columns: ['live_id', 'streamer_id', 'live_type', 'live_content_category'],
      without: ['user_id'],
      levels: ['live_type'],
      use: { kind: 'side', keys: ['live_id'], prefix: 'room' },
    },
    events('comment', /^comment/i),
    events('like', /^like/i),
    events('gift', /^gift/i),
  ],
  user: 'user_id',
  item: 'streamer_id',
  time: 'timestamp',
  scene: null,
  request: null,
  tasks: [
    binary('is_click', null),
    above('watch_live_time', 10000, 'is_click'),
    above('watch_live_time', 30000, 'watch_live_time>10000'),
    ...['comment', 'like', 'gift'].map((name) => binary(`is_${name}`, 'is_click')),
  ],
  features: [
    ...unbiased,
    ...features(
      'user',
      [
        'device_brand',
        'device_price',
        'fans_num',
        'follow_num',
        'accu_watch_live_cnt',
        'accu_watch_live_duration',
        'is_live_streamer',
        'is_photo_author',
        ...ONEHOT,
      ].map((name) => `user_${name}`),
    ),
    ...features(
      'item',
      [
        ...SAME,
        'device_brand',
        'device_price',
        'live_operation_tag',
        'fans_user_num',
        'fans_group_fans_num',
        'follow_user_num',
        'accu_live_cnt',
        'accu_live_duration',
        'accu_play_cnt',
        'accu_play_duration',
        ...ONEHOT,
      ].map((name) => `streamer_${name}`),
    ),
    ...features('item', ['room_live_type', 'room_live_content_category']),
    ...same.map(({ name }): Feature => ({ column: name, source: 'context', roles: ['prior'] })),
  ],
  derived: same,
  filters: [],
  split: { kind: 'time', column: 'timestamp', ...USUAL_SHARES },
  source: {
    title: 'Qu et al.: KuaiLive: A Real-time Interactive Dataset for Live Streaming Recommendation. 2025',
    address: 'https://arxiv.org/abs/2508.05633',
    licence: 'CC BY-NC-SA 4.0',
  },
  meanings: ['click', 'watch', 'events', 'totals', 'room', 'embeddings'],
}
