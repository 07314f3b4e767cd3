import { WORLDS, type WorldId } from '../core/data/worlds/settings.ts'
import { type Issue, warning } from '../core/result.ts'
import type { SettingTable } from '../core/setting-spec.ts'
import { MODULES } from '../modules/specs.ts'
import { MODEL_SETTINGS, TRAINING_SETTINGS } from './config.ts'
import { isRecord } from './reader.ts'

/** Numbers beyond their range move to its edge, by name and visibly. */
export function clampAll(config: Record<string, unknown>, group: number, notices: Issue[]): void {
  clampTable(config.model, MODEL_SETTINGS, 'model', group, notices)
  clampTable(config.training, TRAINING_SETTINGS, 'training', group, notices)
  clampWorld(config.dataset, group, notices)
  if (!isRecord(config.modules)) return
  for (const spec of MODULES) {
    clampTable(config.modules[spec.id], spec.settings, `modules.${spec.id}`, group, notices)
  }
}

export function clampWorld(dataset: unknown, group: number, notices: Issue[]): void {
  if (!isRecord(dataset) || typeof dataset.world !== 'string' || !Object.hasOwn(WORLDS, dataset.world)) return
  clampTable(dataset.settings, WORLDS[dataset.world as WorldId].settings, 'dataset.settings', group, notices)
}

function clampTable(
  values: unknown,
  table: SettingTable,
  path: string,
  group: number,
  notices: Issue[],
): void {
  if (!isRecord(values)) return
  for (const [key, spec] of Object.entries(table)) {
    const value = values[key]
    if ((spec.kind !== 'int' && spec.kind !== 'float') || typeof value !== 'number') continue
    const kept = Math.min(spec.max, Math.max(spec.min, value))
    if (kept === value) continue
    values[key] = kept
    notices.push(
      warning(`groups.${group}.${path}.${key}`, 'link.clamped', {
        key: `${path}.${key}`,
        from: value,
        to: kept,
      }),
    )
  }
}
