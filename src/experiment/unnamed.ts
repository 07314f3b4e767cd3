import type { ExperimentConfig } from './config.ts'

/** Without the name of a file: that of an upload, and that of the draft, which is first named after it. */
export function unnamed(config: ExperimentConfig): ExperimentConfig {
  if (config.dataset.kind !== 'upload') return config
  return { ...config, name: '', dataset: { ...config.dataset, name: '' } }
}
