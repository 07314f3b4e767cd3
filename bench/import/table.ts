import { closeSync, existsSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { stream } from '../../src/core/rng.ts'

const CITIES = ['北京', '上海', '广州', '深圳', '杭州', '成都', '重庆', '武汉', '西安', '南京']
const HEADER =
  'user_id,host_id,ts,scene,click,watch_sec,gender,age,city,title,score,rank,device,is_follow,note,price,lat,hour,tag,version'

/** Writes the table once: 20 columns with Chinese text, doubled quotes, line ends within cells, and gaps; its bytes. */
export function writeTable(path: string, rows: number): number {
  if (existsSync(path)) return statSync(path).size
  mkdirSync(dirname(path), { recursive: true })
  const random = stream(1, 'bench/import')
  const at = <T>(list: readonly T[]): T => list[random.int(list.length)] as T
  const or = (share: number, text: string): string => (random.uniform() < share ? '' : text)
  const number = (most: number, digits: number): string => (random.uniform() * most).toFixed(digits)
  const file = openSync(path, 'w')
  let text = `${HEADER}\n`
  for (let row = 0; row < rows; row++) {
    const title = `"直播间${random.int(5000)}号, ""热""${random.int(20) === 0 ? '\n第二行' : ''}"`
    const cells = [
      String(random.int(60_000)),
      `h${random.int(9000)}`,
      String(1_650_000_000_000 + row * 37),
      at(['click', 'immersive', 'breathing']),
      String(Number(random.int(10) === 0)),
      or(0.05, number(300, 1)),
      or(0.3, at(['f', 'm'])),
      String(18 + random.int(50)),
      at(CITIES),
      title,
      number(1, 6),
      String(random.int(100)),
      `android-${random.int(30)}`,
      String(Number(random.int(5) === 0)),
      or(0.5, `备注${random.int(20_000)}`),
      number(1000, 2),
      number(90, 5),
      String(random.int(24)),
      `t${random.int(300)}`,
      `v${random.int(9)}.${random.int(20)}`,
    ]
    text += `${cells.join(',')}\n`
    if (text.length < 1 << 20 && row < rows - 1) continue
    writeSync(file, text)
    text = ''
  }
  closeSync(file)
  return statSync(path).size
}
