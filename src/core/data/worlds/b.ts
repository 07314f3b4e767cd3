import { portableSigmoid } from '../../portable-math.ts'
import { stream } from '../../rng.ts'
import type { Schema } from '../schema.ts'
import { normals } from './draws.ts'
import { foldsOf, momentOf } from './folds.ts'
import { AGES, GENDERS } from './population.ts'
import type { SettingsOf } from './settings.ts'
import { hostName, tableOf, userName, type WorldTable } from './table.ts'

const GENRES = 10
const TASK = 'click'

/** How world B is read: three priors, of which only same age has an effect. */
export const PRIORS_SCHEMA: Schema = {
  user: 'user_id',
  item: 'host_id',
  time: 'ts',
  scene: null,
  tasks: [{ id: TASK, column: TASK, above: null, requires: null }],
  features: [
    { column: 'gender', source: 'user', roles: ['unbiased'] },
    { column: 'age', source: 'user', roles: ['unbiased'] },
    { column: 'host_gender', source: 'item', roles: [] },
    { column: 'host_age', source: 'item', roles: [] },
    { column: 'genre', source: 'item', roles: [] },
    { column: 'same_age', source: 'context', roles: ['prior'] },
    { column: 'opposite_gender', source: 'context', roles: ['prior'] },
    { column: 'same_city', source: 'context', roles: ['prior'] },
  ],
  filters: [],
}

/**
 * World B. affinity = pref[age, gender, genre] with pref ~ N(0, 1), quality q ~ N(0, .4²), same = [ages equal]:
 *   add       z = .7·affinity + q + β(same − 1/6) − .3
 *   modulate  z = (.25 + β·same)·affinity + q − .3
 */
export function drawPriors(settings: SettingsOf<'b'>): WorldTable {
  const { seed, users, hosts } = settings
  const people = stream(seed, 'world-b/users')
  const age = Uint8Array.from({ length: users }, () => people.int(AGES.length))
  const gender = Uint8Array.from({ length: users }, () => people.int(GENDERS.length))
  const rooms = stream(seed, 'world-b/hosts')
  const hostAge = Uint8Array.from({ length: hosts }, () => rooms.int(AGES.length))
  const hostGender = Uint8Array.from({ length: hosts }, () => rooms.int(GENDERS.length))
  const genre = Uint8Array.from({ length: hosts }, () => rooms.int(GENRES))
  const quality = normals(rooms, hosts)
  const preference = normals(stream(seed, 'world-b/preferences'), AGES.length * GENDERS.length * GENRES)
  const streams = [0, 1, 2].map((fold) => stream(seed, `world-b/rows/${fold}`))
  const rows = foldsOf(settings).map((fold) => {
    const random = streams[fold] as (typeof streams)[number]
    const [user, host] = [random.int(users), random.int(hosts)]
    const [a, g, t] = [age[user] as number, gender[user] as number, genre[host] as number]
    const affinity = preference[(GENDERS.length * a + g) * GENRES + t] as number
    const same = a === hostAge[host] ? 1 : 0
    const own =
      settings.mode === 'add'
        ? 0.7 * affinity + settings.added * (same - 1 / AGES.length)
        : (0.25 + settings.modulated * same) * affinity
    const p = portableSigmoid(own + 0.4 * (quality[host] as number) - 0.3)
    return {
      fold,
      ts: momentOf(random, fold),
      values: {
        user_id: userName(user),
        host_id: hostName(host),
        gender: GENDERS[g] as string,
        age: AGES[a] as string,
        host_gender: GENDERS[hostGender[host] as number] as string,
        host_age: AGES[hostAge[host] as number] as string,
        genre: `t${t + 1}`,
        same_age: same,
        opposite_gender: g === hostGender[host] ? 0 : 1,
        same_city: random.uniform() < 0.2 ? 1 : 0,
        [TASK]: random.uniform() < p ? 1 : 0,
      },
      truth: { [TASK]: p },
    }
  })
  return tableOf(rows)
}
