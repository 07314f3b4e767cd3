import type { ConfigOf } from '../../../core/setting-spec.ts'
import type { BuildContext, Owned } from '../../../model/stage.ts'
import type { sceneRouting } from '../spec.ts'

export type Config = ConfigOf<typeof sceneRouting.settings>

/** What the layers of the route stage are built from. */
export interface SceneContext extends BuildContext {
  readonly norm: Config['norm']
  /** Calls `write` after each step: moving moments, centres and schedules. */
  onStep(write: () => void): void
  /** Told of every variable of which each scene has a part of its own. */
  onOwned(owned: Owned): void
}
