import { portableExp, portableLog, portableSigmoid } from '../../portable-math.ts'
import { type Stream, stream } from '../../rng.ts'
import { activityDeciles } from '../activity.ts'
import type { Schema } from '../schema.ts'
import { normals, pick } from './draws.ts'
import { momentOf } from './folds.ts'
import { AGES, drawHosts, drawUsers, GENDERS, GENRES, type Hosts, REGIONS, type Users } from './population.ts'
import type { SettingsOf } from './settings.ts'
import { type DrawnRow, hostName, tableOf, userName, type WorldTable } from './table.ts'

const SCENES = ['click', 'immersive', 'breathing'] as const
const FIRST = 'watch_sec>10'
const LATER = 'watch_sec>30'
const GIFT = 'gift'

/** How world A is read: demographics unbiased, same age a prior; groups, deciles and positions are left out. */
export const PLANTED_GROUPS_SCHEMA: Schema = {
  user: 'user_id',
  item: 'host_id',
  time: 'ts',
  scene: 'scene',
  tasks: [
    { id: FIRST, column: 'watch_sec', above: 10, requires: null },
    { id: LATER, column: 'watch_sec', above: 30, requires: FIRST },
  ],
  features: [
    { column: 'gender', source: 'user', roles: ['unbiased'] },
    { column: 'age', source: 'user', roles: ['unbiased'] },
    { column: 'region', source: 'user', roles: ['unbiased'] },
    { column: 'genre', source: 'item', roles: [] },
    { column: 'host_age', source: 'item', roles: [] },
    { column: 'same_age', source: 'context', roles: ['prior'] },
  ],
  filters: [],
}

interface Parts {
  readonly settings: SettingsOf<'a'>
  readonly users: Users
  readonly hosts: Hosts
  /** Taste of each scene for each genre. */
  readonly sceneTaste: Float64Array
  readonly deciles: Uint8Array
}

/** One candidate of a request. */
interface Candidate {
  readonly host: number
  /** Logit without position. */
  readonly z: number
  /** What the policy, or chance, puts first. */
  readonly score: number
  /** From 1; null when it was not exposed. */
  readonly position: number | null
}

/**
 * World A. A user's rows come in requests of `slots` exposed hosts; under a policy the candidates that were not exposed
 * are rows too: nobody saw them, so nothing was watched. Test requests are ordered at random, and their unexposed rows
 * have the outcome that exposure would have brought.
 */
export function drawPlantedGroups(settings: SettingsOf<'a'>): WorldTable {
  const users = drawUsers(settings)
  const parts: Parts = {
    settings,
    users,
    hosts: drawHosts(settings),
    sceneTaste: normals(stream(settings.seed, 'world-a/scenes'), SCENES.length * GENRES),
    deciles: activityDeciles(Int32Array.from(users.activity)),
  }
  const rows: DrawnRow[] = []
  let request = 0
  const counts = [users.activity, settings.validRows, settings.testRows] as const
  for (const [fold, count] of counts.entries()) {
    // Each fold has its own stream: more train rows leave validation and test as they are.
    const random = stream(settings.seed, `world-a/rows/${fold}`)
    for (let user = 0; user < settings.users; user++) {
      const wanted = typeof count === 'number' ? count : (count[user] as number)
      for (let left = wanted; left > 0; left -= settings.slots) {
        request++
        rows.push(
          ...drawRequest(parts, random, { fold, user, request, exposed: Math.min(left, settings.slots) }),
        )
      }
    }
  }
  return tableOf(rows)
}

interface Request {
  readonly fold: number
  readonly user: number
  readonly request: number
  readonly exposed: number
}

function drawRequest(parts: Parts, random: Stream, request: Request): readonly DrawnRow[] {
  const ts = momentOf(random, request.fold)
  const scene = pickScene(parts.settings, random.uniform())
  return candidatesOf(parts, random, request, scene).map((candidate) =>
    drawRow(parts, random, request, { ts, scene, candidate }),
  )
}

function candidatesOf(parts: Parts, random: Stream, request: Request, scene: number): readonly Candidate[] {
  const { settings, hosts } = parts
  const isSelective = settings.exposure === 'selective'
  const count = isSelective ? Math.max(request.exposed, settings.candidates) : request.exposed
  const drawn = Array.from({ length: count }, () => {
    const host = pick(hosts.popularity, random.uniform())
    const z = logitOf(parts, request.user, host, scene)
    const noise = random.normal()
    return { host, z, score: isSelective ? settings.selectivity * z + noise : noise, order: random.uniform() }
  })
  const ranked = drawn.sort((a, b) => b.score - a.score)
  const exposed = ranked.slice(0, request.exposed)
  if (request.fold === 2) exposed.sort((a, b) => a.order - b.order)
  return [
    ...exposed.map((one, at) => ({ ...one, position: at + 1 })),
    ...ranked.slice(request.exposed).map((one) => ({ ...one, position: null })),
  ]
}

/** Taste for the genre, host quality, same age, scene and the host's duration; position is left out. */
function logitOf(
  { settings, users, hosts, sceneTaste }: Parts,
  user: number,
  host: number,
  scene: number,
): number {
  const genre = hosts.genre[host] as number
  const own = users.taste[user * GENRES + genre] as number
  const scenes = sceneTaste[scene * GENRES + genre] as number
  const conflict = settings.sceneConflict
  const taste = settings.taste * (Math.sqrt(1 - conflict) * own + Math.sqrt(conflict) * scenes)
  const same = users.age[user] === hosts.age[host] ? 1 : 0
  const effect = settings.priorEffect
  return (
    (settings.priorMode === 'modulate'
      ? taste * (1 + effect * same)
      : taste + effect * (same - 1 / AGES.length)) +
    (hosts.quality[host] as number) +
    settings.durationBias * (hosts.hold[host] as number) +
    ([settings.firstBase, settings.secondBase, settings.thirdBase][scene] as number) +
    settings.base
  )
}

function drawRow(
  { settings, users, hosts, deciles }: Parts,
  random: Stream,
  { fold, user, request }: Request,
  { ts, scene, candidate }: { readonly ts: number; readonly scene: number; readonly candidate: Candidate },
): DrawnRow {
  const { host, z, position } = candidate
  const p10 = portableSigmoid(z - settings.positionBias * portableLog(position ?? 1))
  // Staying on and giving have drivers of their own: the host's hold on people and a share of taste.
  const stay = portableSigmoid(0.5 * z + 1.2 * (hosts.hold[host] as number) - 0.2)
  const give = portableSigmoid(0.7 * z + (hosts.quality[host] as number) - 2)
  const scale = portableExp(settings.durationBias * (hosts.hold[host] as number))
  const tenths = drawWatch(random, p10, stay, 600 * scale)
  const gives = random.uniform() < give
  const isSeen = position !== null || fold === 2
  const same = users.age[user] === hosts.age[host]
  return {
    fold,
    ts,
    values: {
      request_id: `r${request}`,
      user_id: userName(user),
      host_id: hostName(host),
      scene: SCENES[scene] as string,
      position,
      exposed: position === null ? 0 : 1,
      gender: GENDERS[users.gender[user] as number] as string,
      age: AGES[users.age[user] as number] as string,
      region: REGIONS[users.region[user] as number] as string,
      activity_decile: deciles[user] as number,
      planted_group: `g${(users.group[user] as number) + 1}`,
      genre: `t${(hosts.genre[host] as number) + 1}`,
      host_age: AGES[hosts.age[host] as number] as string,
      host_mean_stay: hosts.meanStay[host] as number,
      same_age: same ? 1 : 0,
      watch_sec: isSeen ? tenths / 10 : 0,
      gift: isSeen && tenths > 300 && gives ? 1 : 0,
    },
    truth: {
      [FIRST]: isSeen ? p10 : 0,
      [LATER]: isSeen ? p10 * stay : 0,
      [GIFT]: isSeen ? p10 * stay * give : 0,
    },
  }
}

/** Watch time in tenths of a second, nested by construction: above 100 with p10, above 300 with p10 · stay. */
function drawWatch(random: Stream, p10: number, stay: number, mean: number): number {
  const [u, v, w] = [random.uniform(), random.uniform(), random.uniform()]
  if (u >= p10) return 1 + Math.floor(100 * w)
  if (v >= stay) return 101 + Math.floor(200 * w)
  return 301 + Math.floor(-mean * portableLog(1 - w))
}

function pickScene({ secondShare, thirdShare }: SettingsOf<'a'>, u: number): number {
  const first = 1 - secondShare - thirdShare
  return u < first ? 0 : u < first + secondShare ? 1 : 2
}
