import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fakeTrainer } from '../testing/fake-trainer.ts'
import { createWorkbench, type Workbench } from './workbench.ts'

const settled = () => new Promise<void>((resolve) => setTimeout(resolve))
const RUN = { attempt: 'a|1#1' }

describe('a trained model taken along', () => {
  const trainer = fakeTrainer()
  let workbench: Workbench
  let saved: string[]
  beforeEach(() => {
    saved = []
    workbench = createWorkbench(trainer.port, {
      saveFile: (name, { byteLength }) => saved.push(`${name} ${byteLength}`),
    })
  })
  afterEach(() => workbench.close())

  it('is asked for once at a time and handed over when it is made', async () => {
    workbench.actions.exportModel(RUN, 'A run', 'pytorch')
    workbench.actions.exportModel(RUN, 'A run', 'onnx')
    expect(trainer.all('export-model')).toHaveLength(1)
    const { exportId, runId, form } = trainer.last('export-model')
    expect([runId, form]).toEqual(['a|1#1', 'pytorch'])
    expect(workbench.getState().exporting).toBe(true)
    trainer.say({ type: 'exported', exportId, name: 'a.zip', bytes: new ArrayBuffer(3) })
    await settled()
    expect(saved).toEqual(['a.zip 3'])
    expect(workbench.getState().exporting).toBe(false)
  })

  it('that cannot be made says why, and the next may be asked for', async () => {
    workbench.actions.exportModel(RUN, 'A run', 'onnx')
    const issues = [{ path: 'run', code: 'inspect.noWeights', params: {}, severity: 'error' as const }]
    trainer.say({ type: 'unexported', exportId: trainer.last('export-model').exportId, issues })
    await settled()
    expect(workbench.getState()).toMatchObject({ exporting: false, problem: issues })
    expect(saved).toEqual([])
  })

  it('of a run that was never trained is not asked for', () => {
    const before = trainer.all('export-model').length
    workbench.actions.exportModel({ attempt: null }, 'A run', 'pytorch')
    expect(trainer.all('export-model')).toHaveLength(before)
  })
})
