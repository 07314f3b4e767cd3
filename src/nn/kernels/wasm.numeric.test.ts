import { beforeAll } from 'vitest'
import { useBackend } from '../../testing/backend.ts'
import { kernelLaws } from '../../testing/kernel-laws.ts'

beforeAll(() => useBackend('wasm'))
kernelLaws()
