import { portableExp, portableLog, portableSigmoid } from '../portable-math.ts'
import { type Stream, stream } from '../rng.ts'
import { normals, paretoActivity, pick } from './worlds/draws.ts'

/** A generated world: planted groups of users, hosts with genres, three scenes, a same-age prior, nested watch times. */
export interface WorldSettings {
  readonly seed: number
  /** Expected number of rows; the realised number differs by a few percent. */
  readonly rows: number
  readonly users: number
  readonly hosts: number
  readonly groups: number
  /** Probability that a user's group follows from gender and age; otherwise it is drawn at random. */
  readonly rho: number
  /** Strength of taste in the logit, and spread of a user's taste around the group's. */
  readonly taste: number
  readonly tasteNoise: number
  /** Exponent of the Pareto distribution of activity, and most rows of one user. */
  readonly pareto: number
  readonly mostRows: number
  /** Effect of the same-age prior: added to the logit, and multiplied into taste. */
  readonly priorAdds: number
  readonly priorModulates: number
  /** Spread of a scene's own taste for each genre. */
  readonly sceneConflict: number
  /** Added to the logit in each of the three scenes. */
  readonly sceneBase: readonly [number, number, number]
}

export const BUILTIN_SAMPLE: WorldSettings = {
  seed: 20,
  rows: 20_000,
  users: 2_000,
  hosts: 300,
  groups: 8,
  rho: 1,
  taste: 1.15,
  tasteNoise: 0.6,
  pareto: 1.1,
  mostRows: 150,
  priorAdds: 0.7,
  priorModulates: 0.5,
  sceneConflict: 0.5,
  sceneBase: [0.1, -0.4, -1],
}

/** SHA-256 of the built-in sample's CSV. */
export const SAMPLE_SHA256 = '3d3576d28ff5c7856795b4f937ac97912017d2faf421652e46835b613e02246e'

export const SCENES = ['click', 'immersive', 'breathing'] as const
export const AGES = ['18-23', '24-30', '31-36', '37-45', '46-55', '56-70'] as const
export const GENRES = [
  'pop',
  'rock',
  'folk',
  'rap',
  'jazz',
  'classical',
  'dance',
  'opera',
  'talk',
  'games',
  'crafts',
  'travel',
] as const
const GENDERS = ['f', 'm'] as const
const REGIONS = ['north', 'south', 'east', 'west', 'centre'] as const
/** Shares of scenes in rows: 75, 20 and 5 percent. */
const SCENE_LIMITS = [0.75, 0.95] as const
/** First moment of the log, epoch milliseconds, and its length: 14 days. */
const START = 1_767_225_600_000
const DAYS = 14
const DAY = 86_400_000

export const LATER_TASK = 'watch_sec>30'
export const FIRST_TASK = 'watch_sec>10'

export interface World {
  readonly settings: WorldSettings
  /** Sorted by time. */
  readonly rows: readonly WorldRow[]
  /** Planted group of each user. */
  readonly groupOf: Uint8Array
}
export interface WorldRow {
  readonly user: number
  readonly host: number
  readonly ts: number
  readonly scene: number
  readonly gender: number
  readonly age: number
  readonly region: number
  readonly genre: number
  readonly hostAge: number
  /** Tenths of a second. */
  readonly watchTenths: number
  /** True probabilities of watching more than 10 and more than 30 seconds. */
  readonly p10: number
  readonly p30: number
}

/** Draws a world. Pure: equal settings give equal worlds in every JavaScript engine. */
export function generateWorld(settings: WorldSettings): World {
  const { seed } = settings
  const users = drawUsers(settings)
  const hosts = drawHosts(settings)
  const sceneTaste = normals(stream(seed, 'world/scene-taste'), SCENES.length * GENRES.length)
  const activity = paretoActivity(stream(seed, 'world/activity'), { ...settings, most: settings.mostRows })
  const behaviour = stream(seed, 'world/rows')
  const rows: WorldRow[] = []
  for (let user = 0; user < settings.users; user++) {
    for (let n = 0; n < (activity[user] as number); n++) {
      const host = pick(hosts.cumulative, behaviour.uniform())
      const scene = pickScene(behaviour.uniform())
      const ts = START + behaviour.int(DAYS * DAY)
      const gender = users.gender[user] as number
      const age = users.age[user] as number
      const genre = hosts.genre[host] as number
      const same = hosts.age[host] === age ? 1 : 0
      const taste = users.taste[user * GENRES.length + genre] as number
      const conflict = settings.sceneConflict * (sceneTaste[scene * GENRES.length + genre] as number)
      const z10 =
        settings.taste * taste * (1 + settings.priorModulates * same) +
        (hosts.quality[host] as number) +
        settings.priorAdds * (same - 1 / AGES.length) +
        conflict +
        (settings.sceneBase[scene] as number) -
        0.6
      // Staying on has drivers of its own: the host's hold on people and a share of taste.
      const zStay = 0.5 * taste + 1.2 * (hosts.hold[host] as number) + 0.5 * same - 0.5
      const p10 = portableSigmoid(z10)
      const stay = portableSigmoid(zStay)
      rows.push({
        user,
        host,
        ts,
        scene,
        gender,
        age,
        region: users.region[user] as number,
        genre,
        hostAge: hosts.age[host] as number,
        watchTenths: drawWatch(behaviour, p10, stay),
        p10,
        p30: p10 * stay,
      })
    }
  }
  rows.sort((a, b) => a.ts - b.ts || a.user - b.user || a.host - b.host)
  return { settings, rows, groupOf: users.group }
}

function drawUsers(settings: WorldSettings) {
  const { users, groups } = settings
  const random = stream(settings.seed, 'world/users')
  const cells = GENDERS.length * AGES.length
  // Every group present: a permutation of the cells deals the groups out, the rest at random.
  const order = random.permutation(cells)
  const table = new Uint8Array(cells)
  for (let i = 0; i < cells; i++) table[order[i] as number] = i < groups ? i : random.int(groups)
  const means = normals(random, groups * GENRES.length)
  const gender = new Uint8Array(users)
  const age = new Uint8Array(users)
  const region = new Uint8Array(users)
  const group = new Uint8Array(users)
  const taste = new Float64Array(users * GENRES.length)
  for (let user = 0; user < users; user++) {
    gender[user] = random.int(GENDERS.length)
    age[user] = random.int(AGES.length)
    region[user] = random.int(REGIONS.length)
    const own = table[(gender[user] as number) * AGES.length + (age[user] as number)] as number
    group[user] = random.uniform() < settings.rho ? own : random.int(groups)
    for (let genre = 0; genre < GENRES.length; genre++) {
      const mean = means[(group[user] as number) * GENRES.length + genre] as number
      taste[user * GENRES.length + genre] = mean + settings.tasteNoise * random.normal()
    }
  }
  return { gender, age, region, group, taste }
}

function drawHosts(settings: WorldSettings) {
  const random = stream(settings.seed, 'world/hosts')
  const { hosts } = settings
  const genre = new Uint8Array(hosts)
  const age = new Uint8Array(hosts)
  const quality = new Float64Array(hosts)
  const hold = new Float64Array(hosts)
  const cumulative = new Float64Array(hosts)
  let total = 0
  for (let host = 0; host < hosts; host++) {
    genre[host] = random.int(GENRES.length)
    age[host] = random.int(AGES.length)
    quality[host] = 0.4 * random.normal()
    hold[host] = 0.6 * random.normal()
    total += portableExp(0.8 * random.normal())
    cumulative[host] = total
  }
  return { genre, age, quality, hold, cumulative: cumulative.map((value) => value / total) }
}

/** Watch time in tenths of a second, nested by construction: above 100 with p10, above 300 with p10 · stay. */
function drawWatch(random: Stream, p10: number, stay: number): number {
  if (random.uniform() >= p10) return 1 + random.int(100)
  if (random.uniform() >= stay) return 101 + random.int(200)
  return 301 + Math.floor(-600 * portableLog(1 - random.uniform()))
}

const pickScene = (u: number): number => (u < SCENE_LIMITS[0] ? 0 : u < SCENE_LIMITS[1] ? 1 : 2)

/** The world as a CSV: what an upload would hold, the truth left out. */
export function worldCsv(world: World): string {
  const header = 'user_id,host_id,ts,scene,gender,age,region,genre,host_age,same_age,watch_sec'
  const lines = world.rows.map((row) =>
    [
      `u${String(row.user + 1).padStart(5, '0')}`,
      `h${String(row.host + 1).padStart(4, '0')}`,
      row.ts,
      SCENES[row.scene],
      GENDERS[row.gender],
      AGES[row.age],
      REGIONS[row.region],
      GENRES[row.genre],
      AGES[row.hostAge],
      row.age === row.hostAge ? 1 : 0,
      row.watchTenths / 10,
    ].join(','),
  )
  return `${header}\n${lines.join('\n')}\n`
}

/** Planted group of each row's user, in the order of the CSV. */
export const worldGroups = (world: World): Int32Array =>
  Int32Array.from(world.rows, ({ user }) => world.groupOf[user] as number)

/** True probability of each task by row, in the order of the CSV. */
export function worldTruth(world: World): ReadonlyMap<string, Float32Array> {
  return new Map([
    [FIRST_TASK, Float32Array.from(world.rows, (row) => row.p10)],
    [LATER_TASK, Float32Array.from(world.rows, (row) => row.p30)],
  ])
}
