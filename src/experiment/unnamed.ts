import type { ExperimentConfig } from './config.ts'

/** Of whatever file: without its name and the hash of its bytes, for files that go elsewhere. */
export function ofAnyFile(config: ExperimentConfig): ExperimentConfig {
  const bare = unnamed(config)
  return bare.dataset.kind === 'upload' ? { ...bare, dataset: { ...bare.dataset, id: '*' } } : bare
}

/** Without the name of a file: that of an upload, and that of the draft, which is first named after it. */
export function unnamed(config: ExperimentConfig): ExperimentConfig {
  if (config.dataset.kind !== 'upload') return config
  return { ...config, name: '', dataset: { ...config.dataset, name: '' } }
}
